import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { judge } from '../../../../src-main/platform/assistants/assistant-browser.ts';
import { findBrowser } from '../../../../src-main/platform/browser/find-browser.ts';
import { askPage } from '../../../../src-main/tools/consult-ui/ask-page.ts';
import { openAssistants, type AssistantsBench } from '../../../support/assistants-bench.ts';
import { until } from '../../../support/door.ts';
import { startServer, type TestServer } from '../../../support/http-server.ts';

/** The door gives a tool 400 ms after an abort; with some more for a busy machine. */
const STOPPED_MS = 500 + 1_500;
const found = findBrowser(null);
let site: TestServer;
let bench: AssistantsBench;

beforeAll(async () => {
  site = await startServer({
    '/login': '<title>Log in</title><input id=email>',
    '/hang': () => undefined,
    '/chat': '<textarea id=question></textarea><button id=send disabled>Send</button>',
  });
});
afterAll(() => site.close());

/** Leaves a window to the person, who begins to log in. */
const leave = (): Promise<Page> =>
  bench.use(async (at) => {
    await at.page.goto(`${site.origin}/login`);
    await at.page.fill('#email', 'anna@');
    at.leave('login_required');
    return at.page;
  });
const waiting = () => bench.use(({ waiting: was, page }) => Promise.resolve({ was, url: page.url() }));

describe.skipIf(!found.ok)('a window that is left to the person', { timeout: 60_000 }, () => {
  beforeEach(() => {
    bench = openAssistants({ domains: ['127.0.0.1'], privateHostsAllowed: [site.key], secure: false });
  });
  afterEach(() => bench.close());

  test('is used again as it is: the same page, and whatever they have done in it', async () => {
    const first = await leave();
    expect(bench.left.list()).toHaveLength(1);
    await bench.use(async ({ page, waiting: was }) => {
      expect(bench.left.list()).toEqual([]);
      expect([page, was]).toEqual([first, 'login_required']);
      expect(await page.inputValue('#email')).toBe('anna@');
    });
    expect(first.isClosed()).toBe(true);
  });

  test('that they close, or that dies, is replaced by another one, at once', async () => {
    const closed = await leave();
    void closed.close();
    expect(await waiting()).toEqual({ was: null, url: 'about:blank' });
    await leave();
    for (const pid of bench.pids()) process.kill(pid, 'SIGKILL');
    expect(await waiting()).toEqual({ was: null, url: 'about:blank' });
  });

  test('has its profile until it is gone: the next use waits for that', async () => {
    await leave();
    const [window] = bench.left.list();
    const [pid = 0] = bench.pids();
    // So that it takes its time.
    process.kill(pid, 'SIGSTOP');
    const ended = bench.left.end(window?.id ?? '');
    expect(bench.left.list()).toEqual([]);
    expect(await waiting()).toEqual({ was: null, url: 'about:blank' });
    expect(await ended).toBe(true);
    expect(bench.most()).toBe(1);
  });

  test('that is closed in the middle of a question is said', async () => {
    const closing = bench.use(async ({ page }) => {
      await page.close();
      await page.title();
    });
    await expect(closing).rejects.toMatchObject({ status: 'error', code: 'window_closed' });
  });
});

describe.skipIf(!found.ok)('a question that is stopped', () => {
  beforeEach(() => {
    bench = openAssistants({ domains: ['127.0.0.1'], privateHostsAllowed: [site.key], secure: false });
  });
  afterEach(() => bench.close());

  /** Asks in a page of the site, as the tool does. */
  const ask = (path: string, signal: AbortSignal): Promise<unknown> =>
    bench.use(
      (at) =>
        askPage({
          provider: {
            id: 'mine',
            title: 'Mine',
            url: `${site.origin}${path}`,
            hosts: [],
            selectors: { input: '#question', send: '#send', answer: '.answer', busy: '.busy' },
            settleMs: 500,
          },
          question: 'Why?',
          at,
          limit: signal,
          onAsk: () => (asked += 1),
        }),
      { signal },
    );
  let asked = 0;
  const gone = (): Promise<void> => until(() => bench.children.size === 0, 'the end of the browser');

  test.each<[string, string, () => boolean]>([
    ['while its browser starts', '/chat', () => bench.pids().length === 1],
    ['while the page loads', '/hang', () => site.requests.some(({ path }) => path === '/hang')],
    ['while it is sent', '/chat', () => asked === 1],
  ])('%s ends at once, with its browser', async (_when, path, reached) => {
    asked = 0;
    const stop = new AbortController();
    const run = ask(path, stop.signal).then(
      () => 'went well',
      (error: unknown) => error,
    );
    await until(reached, 'the moment');
    const began = performance.now();
    const reason = new Error('stopped');
    stop.abort(reason);
    expect(await run).toBe(reason);
    expect(performance.now() - began).toBeLessThan(STOPPED_MS);
    await gone();
  });

  test('while it waits for its turn ends at once, and the one before goes on', async () => {
    const stop = new AbortController();
    let end: () => void = () => undefined;
    const freed = new Promise<void>((resolve) => (end = resolve));
    const first = bench.use(async () => {
      await freed;
      return 'done';
    });
    const second = ask('/chat', stop.signal);
    await until(() => bench.pids().length === 1, 'the first');
    stop.abort(new Error('stopped'));
    await expect(second).rejects.toThrow('stopped');
    end();
    expect(await first).toBe('done');
    expect(bench.most()).toBe(1);
    await gone();
  });
});

test('pages of a provider with https are of https alone, and of its hosts', () => {
  const domains = ['assistant.example', '127.0.0.1'];
  const secure = { domains, secure: true };
  expect(judge('https://assistant.example/chat', secure)).toBeNull();
  expect(judge('http://assistant.example/chat', secure)).toContain('http:');
  expect(judge('https://elsewhere.example/', secure)).toContain('elsewhere.example');
  const local = { domains, secure: false };
  expect(judge('http://127.0.0.1/chat', local)).toBeNull();
  for (const url of ['file:///etc/passwd', 'data:text/html,x', 'x']) {
    expect(judge(url, secure)).not.toBeNull();
    expect(judge(url, local)).not.toBeNull();
  }
});
