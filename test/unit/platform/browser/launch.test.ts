import { getEventListeners } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { AskedHosts } from '../../../../src-main/platform/browser/asked-hosts.ts';
import type { EgressRefusal } from '../../../../src-main/platform/browser/egress-proxy.ts';
import { findBrowser } from '../../../../src-main/platform/browser/find-browser.ts';
import {
  launchBrowser,
  type LaunchOptions,
  type ProxiedContext,
  type RunningBrowser,
} from '../../../../src-main/platform/browser/launch.ts';
import { BrowserSession } from '../../../../src-main/platform/browser/session.ts';
import { createChildOwner, type ChildOwner } from '../../../../src-main/platform/children.ts';
import { secretHider } from '../../../../src-main/platform/marked-secrets.ts';
import { createOwnedProcesses } from '../../../../src-main/platform/owned-processes.ts';
import { replaceFileSync } from '../../../../src-main/platform/replace-file.ts';
import { readTextUpTo } from '../../../../src-main/settings/settings-file.ts';
import { endless, html, redirectTo, startServer, type TestServer } from '../../../support/http-server.ts';

const found = findBrowser(null);
let children: ChildOwner;
let dir: string;
let site: TestServer;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'execution-layer-launch-'));
  const path = join(dir, 'owned.json');
  const file = {
    read: () => readTextUpTo(path, 65_536),
    write: (text: string) => replaceFileSync(path, text),
  };
  children = createChildOwner(createOwnedProcesses(file, () => undefined));
  site = await startServer({
    '/': '<title>home</title><a id=pop target=_blank href="/popped">pop</a>',
    '/popped': '<title>popped</title>',
    '/away': redirectTo('/elsewhere'),
    '/elsewhere': '<title>elsewhere</title>',
    '/file': endless(Buffer.alloc(64), 50, {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename=a.bin',
    }),
    '/cookie': (_request, response) => html(response, 'set', { 'set-cookie': 'kept=1; Max-Age=9999' }),
  });
});
afterEach(async () => {
  await children.dispose();
  await site.close();
  await rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

async function launch(more: Partial<LaunchOptions> = {}): Promise<RunningBrowser> {
  if (!found.ok) throw new Error(found.reason);
  const running = await launchBrowser({
    path: found.browser.path,
    headless: true,
    profileDir: join(dir, 'profile'),
    keepsProfile: false,
    children,
    ...more,
  });
  onTestFinished(() => running.kill());
  return running;
}

/** Lets the pages of a context reach the site. */
function letOut(
  running: RunningBrowser,
  { pass }: ProxiedContext,
): { effects: string[]; refusals: EgressRefusal[] } {
  const asked = new AskedHosts();
  const effects: string[] = [];
  const refusals: EgressRefusal[] = [];
  running.tell({ asked });
  pass.use({
    scope: {
      signal: new AbortController().signal,
      report: ({ target, detail }) => void effects.push(`${target} ${detail}`),
    },
    allowedDomains: [],
    privateHostsAllowed: [site.key],
    asked: (host) => asked.has(host),
    onRefused: (refusal) => void refusals.push(refusal),
  });
  return { effects, refusals };
}
const owned = (): { pid: number }[] =>
  JSON.parse(readFileSync(join(dir, 'owned.json'), 'utf8')) as { pid: number }[];

// Where there is no browser there is nothing to try; the set-up for the tests installs one.
describe.skipIf(!found.ok)('a browser of ours', () => {
  test('keeps nothing of the runs that it was used for', async () => {
    const running = await launch();
    const listening = (): number => getEventListeners(running.gone, 'abort').length;
    const scope = { signal: new AbortController().signal, deadline: Infinity, report: () => undefined };
    const rules = {
      leaves: () => null,
      allowedDomains: [],
      privateHostsAllowed: [],
      maxDownloadBytes: 1,
      hide: secretHider([]),
    };
    const before = listening();
    for (let run = 0; run < 3; run += 1) {
      const opened = await running.open();
      let reusable = false;
      const session = new BrowserSession(running, opened, scope, rules, (kept) => (reusable = kept));
      expect(listening()).toBeGreaterThan(before);
      await session.close();
      expect(reusable).toBe(true);
    }
    expect(listening()).toBe(before);
  });

  test('that opens a page is let be for a moment, and ended then', async () => {
    const running = await launch();
    const [browser] = owned();
    process.kill(browser?.pid ?? 0, 'SIGSTOP');
    const opened = running.open();
    opened.catch(() => undefined);
    const from = performance.now();
    running.kill();
    await running.ended;
    expect(performance.now() - from).toBeGreaterThan(200);
    await expect(opened).rejects.toMatchObject({ code: 'browser_gone' });
  });

  test('that cannot be remembered leaves no process and no proxy', async () => {
    const listening = (): number =>
      process.getActiveResourcesInfo().filter((each) => each === 'TCPServerWrap').length;
    const before = listening();
    const write = (): never => {
      throw new Error('The disk is full.');
    };
    const forgetful = createChildOwner(createOwnedProcesses({ read: () => null, write }, () => undefined));
    await expect(launch({ children: forgetful })).rejects.toThrow('The disk is full.');
    await expect.poll(listening).toBe(before);
    await forgetful.dispose();
    expect(forgetful.size).toBe(0);
  });

  test('goes out through the proxy only, for the context that may, and is remembered until its end', async () => {
    const running = await launch();
    expect(owned()).toHaveLength(1);
    const first = await running.open();
    const second = await running.open();
    const { effects } = letOut(running, first);
    await first.page.goto(`${site.origin}/`);
    expect(await first.page.title()).toBe('home');
    expect(effects[0]).toBe(`http://${site.key} GET -> 127.0.0.1`);
    const homes = (): number => site.requests.filter(({ path }) => path === '/').length;
    expect(homes()).toBe(1);
    await second.page.goto(`${site.origin}/`).catch(() => undefined);
    expect(await second.page.title()).toBe('');
    expect(homes()).toBe(1);
    running.kill();
    await running.ended;
    expect(owned()).toEqual([]);
  });

  test('documents are judged before they are asked for: redirects and new windows too', async () => {
    const running = await launch();
    const opened = await running.open();
    letOut(running, opened);
    const judged: string[] = [];
    running.documents.judge((url) => {
      judged.push(new URL(url).pathname);
      return /elsewhere|popped/.test(url) ? 'not there' : null;
    });
    const { page } = opened;
    await page.goto(`${site.origin}/`);
    await expect(page.goto(`${site.origin}/away`)).rejects.toThrow('ERR_BLOCKED_BY_CLIENT');
    // The error's own page comes after the error.
    await page.waitForURL('chrome-error://chromewebdata/');
    await page.goto(`${site.origin}/`);
    await page.click('#pop');
    await expect.poll(() => judged.at(-1)).toBe('/popped');
    await page.title();
    expect(site.requests.map(({ path }) => path).filter((path) => /elsewhere|popped/.test(path))).toEqual([]);
  });

  test('a profile is kept between launches, with the same way out', async () => {
    for (const round of [1, 2]) {
      const running = await launch({ keepsProfile: true });
      const opened = await running.open();
      letOut(running, opened);
      await opened.page.goto(`${site.origin}/cookie`);
      const cookies = await opened.context.cookies();
      expect(cookies.map(({ name }) => name)).toEqual(['kept']);
      const asked = site.requests.filter(({ path }) => path === '/cookie').at(-1);
      expect(asked?.headers.cookie).toBe(round === 1 ? undefined : 'kept=1');
      expect(
        await opened.page.evaluate('navigator.serviceWorker?.register("/sw.js").catch((e) => e.name)'),
      ).toBe('SecurityError');
      // As a person closes it: what was changed is written first.
      await running.browser.newBrowserCDPSession().then((session) => session.send('Browser.close'));
      await running.ended;
    }
  });

  test('what is downloaded lies in its own folder while it lasts', async () => {
    const running = await launch();
    const opened = await running.open({ acceptDownloads: true });
    letOut(running, opened);
    const begun = opened.page.waitForEvent('download');
    await opened.page.goto(`${site.origin}/file`).catch(() => undefined);
    await begun;
    await expect.poll(() => readdirSync(join(dir, 'profile', 'artifacts'))).toHaveLength(1);
  });

  test('what does not start is said, and leaves nothing', async () => {
    const dead = { path: '/bin/false' };
    await expect(launch(dead)).rejects.toMatchObject({ status: 'unavailable', code: 'browser_failed' });
    await expect(launch({ signal: AbortSignal.timeout(20) })).rejects.toThrow();
    await expect.poll(() => children.size).toBe(0);
    expect(owned()).toEqual([]);
  });

  test.skipIf(process.platform === 'win32')('what hangs while it starts is ended by the signal', async () => {
    const path = join(dir, 'stuck');
    writeFileSync(path, '#!/bin/sh\nexec sleep 600\n', { mode: 0o755 });
    const stop = new AbortController();
    const launching = launch({ path, signal: stop.signal });
    launching.catch(() => undefined);
    await expect.poll(() => children.size).toBe(1);
    const from = performance.now();
    const reason = new Error('stopped');
    stop.abort(reason);
    await expect(launching).rejects.toBe(reason);
    expect(performance.now() - from).toBeLessThan(5_000);
    expect(children.size).toBe(0);
  });

  test('what has started is not ended by the signal of its start', async () => {
    const start = new AbortController();
    const running = await launch({ signal: start.signal });
    start.abort(new Error('the run is over'));
    await expect((await running.open()).page.title()).resolves.toBe('');
    expect(owned()).toHaveLength(1);
  });
});
