import { describe, expect, it } from 'vitest';
import { followChain } from '../../../scripts/lib/audit-chain.mjs';
import { sha256 } from '../../../scripts/lib/hash.mjs';
import {
  checkDryRun,
  checkRecords,
  checkScrape,
  checkStatus,
  checkTools,
  type Entry,
  type Outcome,
  type Tool,
} from '../../../scripts/lib/smoke-checks.mjs';
import { servePage } from '../../../scripts/lib/smoke-page.mjs';
import { gitTruth } from '../../../scripts/lib/smoke-run.mjs';
import { CHECKOUT, tempDir, withEnv } from './support.ts';

const names = ['browser_automation', 'consult_ui', 'desktop_automation', 'git_status', 'web_scrape'];
const tools: Tool[] = names.map((name) => ({
  name,
  risk: 'low',
  enabled: name === 'git_status' || name === 'web_scrape',
  availability: { ok: true },
}));
const run: Outcome = { runId: 'r1', auditId: 'a4', tool: 'git_status', status: 'ok', dryRun: false };
const entry = (event: string, at: number): Entry => ({
  run_id: 'r1',
  audit_id: `a${at}`,
  event,
  status: event === 'finished' ? 'ok' : null,
  tool_name: 'git_status',
  seq: at,
  ts: at,
});
const story = ['requested', 'decided', 'started', 'finished'].map((event, at) => entry(event, at + 1));

it('checkTools wants the five, with the risky ones off', () => {
  expect(checkTools(tools).map(({ ok }) => ok)).toEqual([true, true]);
  expect(checkTools(tools.slice(1)).map(({ ok }) => ok)).toEqual([false, true]);
  expect(checkTools(tools.map((tool) => ({ ...tool, enabled: true }))).map(({ ok }) => ok)).toEqual([
    true,
    false,
  ]);
});

it('checkDryRun wants a plan with effects, and no result', () => {
  const dry = { ...run, status: 'dry_run', dryRun: true, plan: { summary: 'reads', effects: [{}] } };
  expect(checkDryRun(dry).ok).toBe(true);
  expect(checkDryRun({ ...dry, status: 'ok' }).ok).toBe(false);
  expect(checkDryRun({ ...dry, plan: { summary: 'reads', effects: [] } }).ok).toBe(false);
  expect(checkDryRun({ ...dry, result: {} }).ok).toBe(false);
});

it('checkStatus compares with what git itself says', () => {
  const real = { ...run, result: { root: '/w', branch: 'main', files: [] } };
  expect(checkStatus(real, { root: '/w', branch: 'main' }).ok).toBe(true);
  expect(checkStatus(real, { root: '/w', branch: 'other' }).ok).toBe(false);
  expect(checkStatus({ ...real, status: 'error' }, { root: '/w', branch: 'main' }).ok).toBe(false);
});

it('checkScrape wants the text, and no script', () => {
  expect(checkScrape({ ...run, result: { result: 'a proof 1' } }, 'proof 1').ok).toBe(true);
  expect(checkScrape({ ...run, result: { result: 'script-text proof 1' } }, 'proof 1').ok).toBe(false);
  expect(checkScrape({ ...run, status: 'error', result: { result: 'proof 1' } }, 'proof 1').ok).toBe(false);
});

describe('checkRecords', () => {
  it('wants the whole story of that run', () => {
    expect(checkRecords(run, story).ok).toBe(true);
    for (const { event } of story) {
      expect(
        checkRecords(
          run,
          story.filter((other) => other.event !== event),
        ).ok,
      ).toBe(false);
    }
  });

  it('wants the ending that the caller heard, once, and of that run', () => {
    expect(checkRecords({ ...run, status: 'error' }, story).ok).toBe(false);
    expect(checkRecords(run, [...story, entry('finished', 5)]).ok).toBe(false);
    expect(checkRecords({ ...run, runId: 'r2' }, story).ok).toBe(false);
    expect(checkRecords({ ...run, auditId: 'elsewhere' }, story).ok).toBe(false);
  });

  it('wants no start of a dry run', () => {
    const dry = { ...run, status: 'dry_run', dryRun: true };
    const told = story.map((one) => (one.event === 'finished' ? { ...one, status: 'dry_run' } : one));
    expect(checkRecords(dry, told).ok).toBe(false);
    expect(
      checkRecords(
        dry,
        told.filter(({ event }) => event !== 'started'),
      ).ok,
    ).toBe(true);
  });
});

describe('followChain', () => {
  const line = (seq: number, previous: string): { text: string; hash: string } => {
    const body = `{"seq":${seq},"prev_hash":"${previous}"}`;
    const hash = sha256(body);
    return { text: `${body.slice(0, -1)},"hash":"${hash}"}`, hash };
  };
  const first = line(1, '0'.repeat(64));
  const second = line(2, first.hash);

  it('follows a sound chain', () => {
    expect(followChain(`${first.text}\n${second.text}\n`)).toEqual({ records: 2 });
  });

  it('finds an altered, a missing and an unhashed line', () => {
    expect(followChain(`${first.text.replace('"seq":1', '"seq":9')}\n`).problem).toMatch(
      /line 1 was altered/,
    );
    expect(followChain(`${second.text}\n`).problem).toMatch(/line 1 does not follow/);
    expect(followChain('{"seq":1}\n').problem).toMatch(/no hash/);
  });
});

it('servePage serves a word that changes each time', async () => {
  const [a, b] = [await servePage(), await servePage()];
  expect(a.text).not.toBe(b.text);
  expect(await (await fetch(a.url)).text()).toContain(a.text);
  await Promise.all([a.close(), b.close()]);
  await expect(fetch(a.url)).rejects.toThrow();
});

it('without git it is git that is missing; a folder that is no repository is another matter', async () => {
  await expect(gitTruth(tempDir())).rejects.toMatchObject({ fix: 'Give another --workspace.' });
  withEnv({ PATH: tempDir() });
  await expect(gitTruth(CHECKOUT)).rejects.toMatchObject({ fix: 'Install git, and run this again.' });
});
