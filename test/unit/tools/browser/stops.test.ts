import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BrowserArgs } from '../../../../src-main/tools/browser-automation/args.ts';
import { findBrowser } from '../../../../src-main/platform/browser/find-browser.ts';
import { newSeen, openBrowserBench, type BrowserBench } from '../../../support/browser-run.ts';
import { PAGES } from '../../../support/browser-pages.ts';
import { until } from '../../../support/door.ts';
import { startServer, type TestServer } from '../../../support/http-server.ts';

/** The door gives a tool 400 ms after an abort; with some more for a busy machine. */
const STOPPED_MS = 500 + 500;

let site: TestServer;
let bench: BrowserBench;
beforeAll(async () => {
  site = await startServer(PAGES);
  bench = openBrowserBench({ private_hosts_allowed: [site.key] });
});
afterAll(async () => {
  await bench.close();
  await site.close();
});

/** Steps that are still under way when they are stopped. */
const SLOW: { path: string; step: BrowserArgs['steps'][number] }[] = [
  { path: '/', step: { action: 'wait', ms: 60_000 } },
  { path: '/', step: { action: 'click', selector: '#nowhere', timeoutMs: 60_000 } },
  { path: '/', step: { action: 'type', label: 'Nowhere', text: 'x', timeoutMs: 60_000 } },
  { path: '/', step: { action: 'wait_for', text: 'Never', timeoutMs: 60_000 } },
  { path: '/', step: { action: 'extract', what: 'text', selector: '#nowhere', timeoutMs: 60_000 } },
  { path: '/', step: { action: 'screenshot', selector: '#nowhere', timeoutMs: 60_000 } },
  { path: '/', step: { action: 'goto', url: '/hang', timeoutMs: 60_000 } },
  { path: '/stuck', step: { action: 'click', byText: 'Loop', timeoutMs: 60_000 } },
  { path: '/', step: { action: 'click', selector: 'h1', download: true, timeoutMs: 60_000 } },
];

describe.skipIf(!findBrowser(null).ok)('stopping', () => {
  test.each(SLOW)(
    'in the middle of $step.action on $path ends the run and its browser',
    async ({ path, step }) => {
      const stop = new AbortController();
      const seen = newSeen();
      const own = step.action === 'goto' ? { ...step, url: `${site.origin}${step.url}` } : step;
      const run = bench
        .run({ url: `${site.origin}${path}`, steps: [own] }, { signal: stop.signal, seen })
        .then(
          () => 'went well',
          (error: unknown) => error,
        );
      await until(() => seen.live.length === 2, 'the step');
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(bench.owned()).toHaveLength(1);
      const reason = new Error('stopped');
      const began = performance.now();
      stop.abort(reason);
      expect(await run).toBe(reason);
      expect(performance.now() - began).toBeLessThan(STOPPED_MS);
      await until(() => bench.owned().length === 0 && bench.children.size === 0, 'the end of the browser');
    },
  );

  test('before or while the browser starts leaves none', async () => {
    for (const delay of [0, 50, 300]) {
      const stop = new AbortController();
      const run = bench.run({ url: site.origin }, { signal: stop.signal });
      setTimeout(() => stop.abort(new Error('stopped')), delay);
      await expect(run).rejects.toThrow('stopped');
      await until(() => bench.children.size === 0, 'the end of the browser');
    }
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

  test('none is kept where the settings say so, and two runs have one each', async () => {
    const hasty = openBrowserBench({ private_hosts_allowed: [site.key], browser_idle_s: 0 });
    try {
      await Promise.all([hasty.run({ url: site.origin }), hasty.run({ url: site.origin })]);
      await until(() => hasty.owned().length === 0, 'the end of both');
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
