import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AuditQuery, Status, ToolInfo } from '../../../src-preload/contract/types.ts';
import { LOADING } from '../../../src-renderer/panel/state/loadable.ts';
import { useOverview, type Counts } from '../../../src-renderer/panel/state/overview.ts';
import { useTools } from '../../../src-renderer/panel/state/tools.ts';

const TOOLS = ['git_status', 'web_scrape', 'browser_automation'];

beforeEach(() => {
  useOverview.setState({ today: LOADING, unusual: LOADING });
  const value = TOOLS.map((name) => ({ name }) as ToolInfo);
  useTools.setState({ tools: { state: 'ready', value } });
});
afterEach(() => vi.unstubAllGlobals());

/** A record with these runs, and what it was asked: the tool, all of them, or the unusual ones. */
function serve(runs: { tool: string; status: Status }[]) {
  const asked: string[] = [];
  const histogram = ({ query }: { query: AuditQuery }) => {
    asked.push(query.tools?.[0] ?? 'all');
    const counts: Counts = {};
    for (const { tool, status } of runs)
      if (query.tools?.includes(tool) ?? true) counts[status] = (counts[status] ?? 0) + 1;
    return Promise.resolve({ ok: true, value: { from: 0, to: 1, buckets: [counts] } });
  };
  const list = () => {
    asked.push('unusual');
    return Promise.resolve({ ok: true, value: { runs: [], total: { value: 0, exact: true } } });
  };
  vi.stubGlobal('window', { executionLayer: { audit: { histogram, runs: list } } });
  return asked;
}

/** After a record came. */
async function count() {
  await useOverview.getState().refetch(false);
  const { today } = useOverview.getState();
  if (today.state !== 'ready') throw new Error(`It is ${today.state}.`);
  return today.value.byTool;
}

it('counts only what is new, where it is likeliest, and is exact', async () => {
  const runs: { tool: string; status: Status }[] = [{ tool: 'web_scrape', status: 'ok' }];
  const asked = serve(runs);
  expect(await count()).toEqual([{ tool: 'web_scrape', counts: { ok: 1 } }]);
  expect(asked.splice(0)).toEqual(['all', 'git_status', 'web_scrape', 'unusual']);

  // Nothing new: nothing more is asked.
  await count();
  expect(asked.splice(0)).toEqual(['all']);

  runs.push({ tool: 'web_scrape', status: 'ok' });
  expect(await count()).toEqual([{ tool: 'web_scrape', counts: { ok: 2 } }]);
  expect(asked.splice(0)).toEqual(['all', 'web_scrape']);

  runs.push({ tool: 'browser_automation', status: 'denied' }, { tool: 'gone', status: 'unknown_tool' });
  const all = [
    { tool: 'web_scrape', counts: { ok: 2 } },
    { tool: 'browser_automation', counts: { denied: 1 } },
    { tool: null, counts: { unknown_tool: 1 } },
  ];
  expect(await count()).toEqual(all);
  expect(asked.splice(0)).toEqual(['all', 'web_scrape', 'git_status', 'browser_automation', 'unusual']);
  expect(await count()).toEqual(all);
  expect(asked.splice(0)).toEqual(['all']);
});

it('begins anew when the record has lost its beginning', async () => {
  const runs: { tool: string; status: Status }[] = [
    { tool: 'git_status', status: 'ok' },
    { tool: 'web_scrape', status: 'ok' },
  ];
  serve(runs);
  await count();
  runs.shift();
  expect(await count()).toEqual([{ tool: 'web_scrape', counts: { ok: 1 } }]);
});
