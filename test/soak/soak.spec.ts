import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@playwright/test';
import { familyMemory } from '../../bench/lib/process-memory.mjs';
import type { RunOutcome, Settings, Status } from '../../src-preload/contract/types.ts';
import type { RunningApp } from '../support/app.ts';
import { test } from '../support/desk.ts';
import { startServer } from '../support/http-server.ts';
import { fillLog } from '../support/log-fixture.ts';
import { startOllama } from '../support/ollama.ts';
import { toolsOn } from '../support/tools-on.ts';
import { growth, grows, mostOf, type Growth, type Sample } from './growth.ts';
import { leftBehind, openFiles, type Handles } from './handles.ts';

const RUNS = Number(process.env['EXECUTION_LAYER_SOAK'] ?? 2000);
/** Caches fill and threads start; what grows after that goes on growing. */
const WARM_UP = Math.round(RUNS / 4);
const SAMPLES = 15;
/** For what is collected aside, such as the memory of pictures, milliseconds. */
const SETTLE_MS = 300;

interface Kind {
  name: string;
  request: object;
  ends: Status;
  /** Cancelled when it is this far. */
  cancelAt?: 'running';
}

test(`${RUNS} runs of every kind in one session leave no memory, handle or process behind`, async ({
  configure,
  repository,
  openDesk,
  start,
  userData,
}) => {
  const site = await startServer({
    '/page': '<title>Page</title><h1>Page</h1><a href="/other">Other</a><label>Name <input></label>',
    '/never': () => undefined,
  });
  const ollama = await startOllama([{ name: 'llama3.2:3b' }], { pieces: ['Be', 'cause.'] });
  configure(settingsFor(repository.path, site.key));
  // As after months: the search index's cache is at its bound before anything is measured.
  await fillLog(userData, { records: 120_000 });
  const desk = await openDesk();
  const app = await start({ env: { ...desk.env, OLLAMA_HOST: ollama.host } });
  await collectAll(app);
  const kinds = kindsOf(site.origin, repository.path);
  const samples: Sample[] = [];
  const endings = new Map<string, number>();
  let handles: Handles | undefined;
  try {
    for (let index = 1; index <= RUNS; index += 1) {
      const kind = kinds[index % kinds.length] as Kind;
      const outcome = await runOne(app, kind);
      expect(outcome.status, `${kind.name}, run ${index}: ${JSON.stringify(outcome.error)}`).toBe(kind.ends);
      endings.set(kind.name, (endings.get(kind.name) ?? 0) + 1);
      if (index === WARM_UP) handles = await handlesOf(app, userData);
      if (index >= WARM_UP && (index - WARM_UP) % Math.floor((RUNS - WARM_UP) / SAMPLES) === 0)
        samples.push({ run: index, processes: await memoryOf(app) });
    }
    const found = growth(samples);
    process.stdout.write(report(endings, found, handles, await handlesOf(app, userData)));
    // What was replaced meanwhile is in no row: then something has ended by itself.
    expect(found.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['main', 'renderer', 'main: heap']));
    expect(found.filter(grows)).toEqual([]);
    const left = async (): Promise<unknown> => handles && leftBehind(handles, await handlesOf(app, userData));
    await expect.poll(left, { timeout: 90_000 }).toEqual([]);
    await app.quit();
    expect(JSON.parse(readFileSync(join(userData, 'owned.json'), 'utf8'))).toEqual([]);
  } finally {
    await site.close();
    await ollama.close();
  }
});

function settingsFor(root: string, host: string): Partial<Settings> {
  return {
    workspace_roots: [root],
    private_hosts_allowed: [host],
    require_approval_for_risky: false,
    rate_per_minute: 0,
    loop_limit: 0,
    // A kept browser would be there in one count and not in another.
    browser_idle_s: 5,
    tool_enabled: toolsOn('browser_automation', 'desktop_automation', 'consult_ui'),
  };
}

function kindsOf(origin: string, root: string): Kind[] {
  const scrape = (
    name: string,
    url: string,
    ends: Status,
    more: object = {},
    extra: Partial<Kind> = {},
  ): Kind => ({
    name,
    request: { tool: 'web_scrape', args: { url, ...more } },
    ends,
    ...extra,
  });
  const browse = (name: string, steps: object[], ends: Status, extra: Partial<Kind> = {}): Kind => ({
    name,
    request: { tool: 'browser_automation', args: { url: `${origin}/page`, steps } },
    ends,
    ...extra,
  });
  const act = (name: string, actions: object[], ends: Status, extra: Partial<Kind> = {}): Kind => ({
    name,
    request: { tool: 'desktop_automation', args: { actions } },
    ends,
    ...extra,
  });
  const git = (name: string, args: object, ends: Status, more: object = {}): Kind => ({
    name,
    request: { tool: 'git_status', args, ...more },
    ends,
  });
  const asked = { provider: 'ollama', question: 'Why?' };
  return [
    git('git', {}, 'ok'),
    scrape('page', `${origin}/page`, 'ok'),
    browse('browser', [{ action: 'type', label: 'Name', text: 'a' }, { action: 'screenshot' }], 'ok'),
    act('desktop', [{ action: 'position' }, { action: 'windows' }], 'ok'),
    { name: 'model', request: { tool: 'consult_ui', args: asked }, ends: 'ok' },
    git('git, dry', {}, 'dry_run', { dryRun: true }),
    git('git, not there', { cwd: join(root, 'none') }, 'invalid_args'),
    scrape('links', `${origin}/page`, 'ok', { mode: 'links' }),
    scrape('refused address', 'http://127.0.0.1:1/', 'policy_blocked'),
    scrape('cancelled page', `${origin}/never`, 'cancelled', {}, { cancelAt: 'running' }),
    browse('failed browser', [{ action: 'click', selector: '#none', timeoutMs: 200 }], 'error'),
    browse('cancelled browser', [{ action: 'wait', ms: 60_000 }], 'cancelled', { cancelAt: 'running' }),
    act('cancelled desktop', [{ action: 'wait', ms: 60_000 }], 'cancelled', { cancelAt: 'running' }),
    act('refused point', [{ action: 'click', x: 90_000, y: 1 }], 'invalid_args'),
    {
      name: 'batch',
      request: { steps: [{ tool: 'git_status' }, { tool: 'web_scrape', args: { url: `${origin}/page` } }] },
      ends: 'ok',
    },
    { name: 'unknown', request: { tool: 'none' }, ends: 'unknown_tool' },
  ];
}

async function runOne(app: RunningApp, { request, cancelAt }: Kind): Promise<RunOutcome> {
  const ended = app.get('runs.start', request);
  if (cancelAt === undefined) return ended;
  let over = false;
  void ended.finally(() => (over = true)).catch(() => undefined);
  await expect(async () => {
    const [run] = await app.get('runs.active');
    if (!over) expect(run?.state).toBe(cancelAt);
  }).toPass({ intervals: [20] });
  for (const { runId } of await app.get('runs.active')) await app.ask('runs.cancel', { runId });
  return ended;
}

/**
 * Makes every collection of V8's a whole one, in all threads of the process. Nobody can collect from outside what the index's
 * thread has thrown away: up to 20 MB of it are otherwise there at one sample and gone at the next.
 */
function collectAll(app: RunningApp): Promise<void> {
  return app.inMain(() => process.getBuiltinModule('node:v8').setFlagsFromString('--gc-global'));
}

/** Of every process of the app that lives as long as it does, after what is garbage has been collected. */
async function memoryOf(app: RunningApp): Promise<Sample['processes']> {
  const collected = (): Promise<NodeJS.MemoryUsage> =>
    app.inMain(() => {
      const { setFlagsFromString } = process.getBuiltinModule('node:v8');
      const { runInNewContext } = process.getBuiltinModule('node:vm');
      setFlagsFromString('--expose-gc');
      (runInNewContext('gc') as () => void)();
      return process.memoryUsage();
    });
  await collected();
  await sleep(SETTLE_MS);
  const { heapUsed, external } = await collected();
  await app.panel.requestGC();
  return [
    ...familyMemory(app.electron.process().pid ?? 0, { written: true }),
    // Parts of main's: objects, and what they hold outside of the heap.
    { pid: -1, kind: 'main: heap', kilobytes: heapUsed / 1024 },
    { pid: -2, kind: 'main: beside the heap', kilobytes: external / 1024 },
  ];
}

async function handlesOf(app: RunningApp, userData: string): Promise<Handles> {
  // A browser that is kept ready is no leftover; it goes by itself.
  await expect.poll(() => readdirSync(join(userData, 'browsers')), { timeout: 60_000 }).toEqual([]);
  const pid = app.electron.process().pid ?? 0;
  const { Timeout: timers = 0, ...active } = await app.inMain(() => {
    // A request is one that is being answered, such as this one.
    const passing = ['Immediate', 'FSReqCallback', 'FSReqPromise'];
    const counts: Record<string, number> = {};
    for (const type of process.getActiveResourcesInfo())
      if (!passing.includes(type)) counts[type] = (counts[type] ?? 0) + 1;
    return counts;
  });
  return {
    active,
    timers,
    files: openFiles(pid, userData),
    children: familyMemory(pid).length,
  };
}

function report(
  endings: Map<string, number>,
  found: Growth[],
  before: Handles | undefined,
  after: Handles,
): string {
  const lines = found.map(
    (one) =>
      `  ${one.kind.padEnd(24)} ${one.megabytes.toFixed(1).padStart(8)} MB   ${one.perThousand.toFixed(2).padStart(8)} MB in 1,000 runs (${(one.fraction * 100).toFixed(1)} %; at most ${mostOf(one.kind)} MB)${grows(one) ? '   GROWS' : ''}`,
  );
  const kinds = [...endings].map(([name, count]) => `${count} ${name}`).join(', ');
  return `
${RUNS} runs: ${kinds}
Memory of its own at the end, and what it gained after run ${WARM_UP}:
${lines.join('\n')}
Handles after run ${WARM_UP}: ${JSON.stringify(before)}
Handles at the end:      ${JSON.stringify(after)}
`;
}
