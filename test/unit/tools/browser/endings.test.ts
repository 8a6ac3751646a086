import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../../../src-main/platform/browser/find-browser.ts';
import type { BrowserSession } from '../../../../src-main/platform/browser/session.ts';
import type { BrowserArgs } from '../../../../src-main/tools/browser-automation/args.ts';
import { PAGES } from '../../../support/browser-pages.ts';
import { newSeen, openBrowserBench, type BrowserBench } from '../../../support/browser-run.ts';
import { until } from '../../../support/door.ts';
import { startServer, type TestServer } from '../../../support/http-server.ts';

type Steps = BrowserArgs['steps'];
let site: TestServer;
let bench: BrowserBench;

beforeAll(async () => {
  site = await startServer({
    ...PAGES,
    // A click waits for what it sets off at once: this comes in the step after it.
    '/go': (_request, response) =>
      void until(() => seen.live.length === 3, 'the last step').then(() => response.end()),
  });
  bench = openBrowserBench({ private_hosts_allowed: [site.key] });
});
afterAll(async () => {
  await bench.close();
  await site.close();
});

let seen = newSeen();
const at = (path: string, steps: Steps) =>
  bench.run({ url: `${site.origin}${path}`, steps }, { seen: (seen = newSeen()) });

describe.skipIf(!findBrowser(null).ok)('a run whose steps have all gone well', () => {
  const all = ({ steps }: { steps: { ok: boolean }[] }): boolean[] => steps.map(({ ok }) => ok);

  test('has gone well on a page that then answers nothing any more', async () => {
    const frozen = await at('/freezes', [
      { action: 'click', byText: 'Freeze' },
      { action: 'wait', ms: 2_000 },
    ]);
    expect(all(frozen)).toEqual([true, true]);
    expect(frozen).toMatchObject({ title: 'Freezes', finalUrl: `${site.origin}/freezes` });
  });

  /** Has something happen on the page when it is asked for its title. */
  const atEnd =
    (happen: (page: Page) => Promise<unknown>) =>
    ({ context }: BrowserSession): void => {
      const asked = context.newCDPSession.bind(context);
      context.newCDPSession = async (page) => {
        await happen(page as Page);
        return asked(page);
      };
    };
  const hover: Steps = [{ action: 'hover', selector: 'h1' }];

  test('has gone well where its only page closes then', async () => {
    const opened = atEnd((page) => page.close());
    const closed = await bench.run({ url: `${site.origin}/`, steps: hover }, { opened });
    expect(all(closed)).toEqual([true]);
    expect(closed).toMatchObject({ title: '', finalUrl: `${site.origin}/` });
  });

  test('has not where the page leaves the plan then', async () => {
    const opened = atEnd((page) => page.goto('http://127.0.0.1:9/').catch(() => undefined));
    await expect(bench.run({ url: `${site.origin}/`, steps: hover }, { opened })).rejects.toMatchObject({
      status: 'policy_blocked',
      code: 'host_not_planned',
      details: { step: 0, action: 'hover', steps: [{ ok: true }] },
    });
  });

  test('has gone well where the last one starts a slow navigation, and has the title that is there', async () => {
    for (const [path, title] of [
      ['/slowly', 'Slowly'],
      ['/slowly-untitled', ''],
    ] as const) {
      const away = await at(path, [
        { action: 'click', byText: 'Away' },
        { action: 'wait', ms: 1_500 },
      ]);
      expect(all(away)).toEqual([true, true]);
      expect(away).toMatchObject({ title, finalUrl: `${site.origin}${path}` });
    }
  });
});
