import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BrowserArgs } from '../../../../src-main/tools/browser-automation/args.ts';
import { browserStep } from '../../../../src-main/tools/browser-automation/steps.ts';
import { findBrowser } from '../../../../src-main/platform/browser/find-browser.ts';
import { newSeen, openBrowserBench, type BrowserBench } from '../../../support/browser-run.ts';
import { PAGES } from '../../../support/browser-pages.ts';
import { until } from '../../../support/door.ts';
import { html, startServer, type TestServer } from '../../../support/http-server.ts';
import { LONG } from '../../../support/long.ts';

type Steps = BrowserArgs['steps'];

/** The door gives a tool 400 ms after an abort; with some more for a busy machine. */
const STOPPED_MS = 500 + 1_500;

/** Along the start of a browser; the long form looks more closely. */
const STOPS = LONG ? 60 : 15;

let site: TestServer;
let bench: BrowserBench;
let root: string;
/** How often the page was asked for that answers the first time only. */
let loads = 0;
beforeAll(async () => {
  site = await startServer({
    ...PAGES,
    '/once': (_request, response) => {
      loads += 1;
      if (loads === 1) html(response, '<title>Once</title>', { 'cache-control': 'no-store' });
    },
  });
  root = realpathSync(mkdtempSync(join(tmpdir(), 'execution-layer-stops-')));
  writeFileSync(join(root, 'a.txt'), 'a');
  bench = openBrowserBench({ private_hosts_allowed: [site.key], workspace_roots: [root] });
});
afterAll(async () => {
  await bench.close();
  await site.close();
  rmSync(root, { recursive: true, force: true });
});

const SECOND = { timeoutMs: 60_000 } as const;
const FREEZE: Steps = [
  { action: 'click', byText: 'Freeze' },
  // The click must have been answered before the page stops answering.
  { action: 'wait', ms: 2000 },
];

/** Steps that are still under way when they are stopped; `{}` in an address is the site. */
const SLOW: { path: string; before?: Steps; step: Steps[number] }[] = [
  { path: '/', step: { action: 'wait', ms: 60_000 } },
  { path: '/', step: { action: 'goto', url: '{}/hang', ...SECOND } },
  { path: '/once', before: [{ action: 'goto', url: '{}/second' }], step: { action: 'back', ...SECOND } },
  { path: '/once', step: { action: 'reload', ...SECOND } },
  { path: '/', step: { action: 'click', selector: '#nowhere', ...SECOND } },
  { path: '/stuck', step: { action: 'click', byText: 'Loop', ...SECOND } },
  { path: '/', step: { action: 'click', selector: 'h1', download: true, ...SECOND } },
  { path: '/never', step: { action: 'dblclick', byText: 'Off', ...SECOND } },
  { path: '/never', step: { action: 'hover', selector: '#below', ...SECOND } },
  { path: '/never', step: { action: 'type', selector: '#off', text: 'x', ...SECOND } },
  { path: '/', step: { action: 'press', selector: '#nowhere', key: 'Enter', ...SECOND } },
  { path: '/freeze', before: FREEZE, step: { action: 'press', key: 'Enter', ...SECOND } },
  { path: '/never', step: { action: 'select', selector: 'select', values: ['a'], ...SECOND } },
  { path: '/never', step: { action: 'check', selector: '#box', ...SECOND } },
  { path: '/never', step: { action: 'uncheck', selector: '#ticked', ...SECOND } },
  { path: '/', step: { action: 'upload', selector: '#nowhere', files: ['a.txt'], ...SECOND } },
  { path: '/', step: { action: 'scroll', selector: '#nowhere', ...SECOND } },
  { path: '/freeze', before: FREEZE, step: { action: 'scroll', dy: 50, ...SECOND } },
  { path: '/', step: { action: 'wait_for', text: 'Never', ...SECOND } },
  { path: '/', step: { action: 'extract', what: 'text', selector: '#nowhere', ...SECOND } },
  { path: '/freeze', before: FREEZE, step: { action: 'extract', what: 'text', ...SECOND } },
  { path: '/', step: { action: 'screenshot', selector: '#nowhere', ...SECOND } },
  { path: '/freeze', before: FREEZE, step: { action: 'screenshot', ...SECOND } },
  { path: '/freeze', before: FREEZE, step: { action: 'pdf', ...SECOND } },
];

/** The short form stops each kind of step once. */
const isFirstOfItsKind = ({ step }: (typeof SLOW)[number], at: number): boolean =>
  SLOW.findIndex((other) => other.step.action === step.action) === at;

test('every kind of step that can last is stopped below', () => {
  const all = browserStep.options.map((option) => option.shape.action.value);
  // What to answer the next dialog is only noted.
  const lasting = all.filter((action) => action !== 'dialog');
  expect(new Set(SLOW.map(({ step }) => step.action))).toEqual(new Set(lasting));
});

describe.skipIf(!findBrowser(null).ok)('stopping', () => {
  test.each(LONG ? SLOW : SLOW.filter(isFirstOfItsKind))(
    'in the middle of $step.action on $path ends the run and its browser',
    async ({ path, before = [], step }) => {
      const stop = new AbortController();
      const seen = newSeen();
      loads = 0;
      const steps = [...before, step].map((each) =>
        each.action === 'goto' ? { ...each, url: each.url.replace('{}', site.origin) } : each,
      );
      const run = bench.run({ url: `${site.origin}${path}`, steps }, { signal: stop.signal, seen }).then(
        () => 'went well',
        (error: unknown) => error,
      );
      const reason = new Error('stopped');
      try {
        await until(() => seen.live.length === 1 + steps.length, 'the step');
        await new Promise((resolve) => setTimeout(resolve, 100));
        expect(bench.owned()).toHaveLength(1);
        const began = performance.now();
        stop.abort(reason);
        expect(await run).toBe(reason);
        expect(performance.now() - began).toBeLessThan(STOPPED_MS);
      } finally {
        // What failed here must not be found by the tests that follow.
        stop.abort(reason);
        await run;
      }
      await until(() => bench.owned().length === 0 && bench.children.size === 0, 'the end of the browser');
    },
  );

  test('before or while the browser starts leaves none', { timeout: STOPS * 4_000 }, async () => {
    const url = `${site.origin}/hang`;
    /** How long one takes until it asks for the page, milliseconds. */
    const start = async (): Promise<number> => {
      const asked = site.requests.length;
      const from = performance.now();
      const run = bench.run({ url }).catch(() => undefined);
      await until(() => site.requests.length > asked, 'the first request');
      const took = performance.now() - from;
      for (const pid of bench.owned()) process.kill(pid, 'SIGKILL');
      await run;
      return took;
    };
    // The first one loads the driver. Machines differ: the stops come all along the way.
    await start();
    const startMs = await start();
    for (let at = 0; at < STOPS; at++) {
      const stop = new AbortController();
      const run = bench.run({ url }, { signal: stop.signal });
      setTimeout(() => stop.abort(new Error('stopped')), (startMs * at) / STOPS);
      await expect(run).rejects.toThrow('stopped');
      await until(() => bench.children.size === 0, 'the end of the browser');
    }
  });

  test('a browser that went bad while it was kept ready is replaced by another one', async () => {
    await bench.run({ url: site.origin });
    const [kept] = bench.owned();
    // Asked for the page that it has ready, it gives no answer.
    process.kill(kept as number, 'SIGSTOP');
    const run = bench.run({ url: site.origin });
    setTimeout(() => process.kill(kept as number, 'SIGKILL'), 200);
    const { effects, title } = await run;
    expect(title).not.toBe('');
    expect(effects.filter(({ kind }) => kind === 'spawn')).toHaveLength(1);
    bench.sessions.endIdle();
    await until(() => bench.owned().length === 0, 'the end of the browser');
  });

  test('a browser is kept ready after a run, used by the next, and ended by a pause', async () => {
    // As the door does it: a run's signal is aborted once the run is over.
    const over = new AbortController();
    await bench.run({ url: site.origin }, { signal: over.signal });
    over.abort(new Error('over'));
    const [first] = bench.owned();
    expect(first).toBeDefined();
    expect(bench.kept.list()).toHaveLength(1);
    const again = await bench.run({ url: site.origin });
    expect(bench.owned()).toEqual([first]);
    expect(again.effects.some(({ kind }) => kind === 'spawn')).toBe(false);
    expect(bench.kept.list()).toHaveLength(1);
    bench.sessions.endIdle();
    expect(bench.kept.list()).toEqual([]);
    await until(() => bench.owned().length === 0 && bench.children.size === 0, 'the end of the browser');
  });

  test('none is kept where the settings say so, two runs have one each, and no file of any is left', async () => {
    const hasty = openBrowserBench({ private_hosts_allowed: [site.key], browser_idle_s: 0 });
    // As a killed app leaves them.
    mkdirSync(join(hasty.folder, 'left', 'Default'), { recursive: true });
    try {
      await Promise.all([hasty.run({ url: site.origin }), hasty.run({ url: site.origin })]);
      await until(() => hasty.owned().length === 0, 'the end of both');
      await until(() => readdirSync(hasty.folder).length === 0, 'the end of their files');
    } finally {
      await hasty.close();
    }
  });

  test('a browser that dies in the middle is said', async () => {
    const seen = newSeen();
    const run = bench.run({ url: site.origin, steps: [{ action: 'wait', ms: 60_000 }] }, { seen });
    const ended = expect(run).rejects.toMatchObject({ status: 'error', code: 'browser_gone' });
    await until(() => seen.live.length === 2, 'the step');
    for (const pid of bench.owned()) process.kill(pid, 'SIGKILL');
    await ended;
  });
});
