import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { judge, type AssistantBrowser } from '../../../../src-main/platform/assistants/assistant-browser.ts';
import { Assistants, type AssistantPage } from '../../../../src-main/platform/assistants/assistants.ts';
import { LeftWindows } from '../../../../src-main/platform/assistants/left-windows.ts';
import { findBrowser } from '../../../../src-main/platform/browser/find-browser.ts';
import { createChildOwner, type ChildOwner } from '../../../../src-main/platform/children.ts';
import { createOwnedProcesses } from '../../../../src-main/platform/owned-processes.ts';
import { startServer, type TestServer } from '../../../support/http-server.ts';

const found = findBrowser(null);
let site: TestServer;
let children: ChildOwner;
let dir: string;
/** What `owned.json` would say. */
let owned: string;
/** The most processes that it named at a time. */
let most: number;
let left: LeftWindows<AssistantBrowser>;
let assistants: Assistants;

beforeAll(async () => {
  site = await startServer({ '/login': '<title>Log in</title><input id=email>' });
});
afterAll(() => site.close());
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'execution-layer-assistants-'));
  owned = '[]';
  most = 0;
  const write = (text: string): void => {
    owned = text;
    most = Math.max(most, pids().length);
  };
  const file = { read: () => owned, write };
  children = createChildOwner(createOwnedProcesses(file, () => undefined));
  left = new LeftWindows();
  assistants = new Assistants({ children, profiles: dir, left });
});
afterEach(async () => {
  await left.endAll('quit');
  await children.dispose();
  await rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

/** A use of the one provider's page. */
function use<T>(work: (at: AssistantPage) => Promise<T>): Promise<T> {
  if (!found.ok) throw new Error(found.reason);
  const scope = { signal: new AbortController().signal, deadline: Infinity, report: () => undefined };
  const reach = { domains: ['127.0.0.1'], privateHostsAllowed: [site.key], secure: false };
  const limit = new AbortController().signal;
  const provider = { id: 'mine', title: 'Mine' };
  return assistants.withPage(scope, { provider, browser: found.browser.path, reach, limit }, work);
}
/** Leaves a window to the person, who begins to log in. */
const leave = (): Promise<Page> =>
  use(async (at) => {
    await at.page.goto(`${site.origin}/login`);
    await at.page.fill('#email', 'anna@');
    at.leave('login_required');
    return at.page;
  });
const pids = (): number[] => (JSON.parse(owned) as { pid: number }[]).map(({ pid }) => pid);
const waiting = () => use(({ waiting: was, page }) => Promise.resolve({ was, url: page.url() }));

describe.skipIf(!found.ok)('a window that is left to the person', () => {
  test('is used again as it is: the same page, and whatever they have done in it', async () => {
    const first = await leave();
    expect(left.list()).toHaveLength(1);
    await use(async ({ page, waiting: was }) => {
      expect(left.list()).toEqual([]);
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
    for (const pid of pids()) process.kill(pid, 'SIGKILL');
    expect(await waiting()).toEqual({ was: null, url: 'about:blank' });
  });

  test('has its profile until it is gone: the next use waits for that', async () => {
    await leave();
    const [window] = left.list();
    const [pid = 0] = pids();
    // So that it takes its time.
    process.kill(pid, 'SIGSTOP');
    const ended = left.end(window?.id ?? '');
    expect(left.list()).toEqual([]);
    expect(await waiting()).toEqual({ was: null, url: 'about:blank' });
    expect(await ended).toBe(true);
    expect(most).toBe(1);
  });

  test('that is closed in the middle of a question is said', async () => {
    const closing = use(async ({ page }) => {
      await page.close();
      await page.title();
    });
    await expect(closing).rejects.toMatchObject({ status: 'error', code: 'window_closed' });
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
