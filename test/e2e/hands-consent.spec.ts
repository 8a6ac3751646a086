import { renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { findBrowser } from '../../src-main/platform/browser/find-browser.ts';
import type { ApprovalScope, Settings } from '../../src-preload/contract/types.ts';
import { test, type RunningApp } from '../support/app.ts';
import {
  approvalPage,
  ASKING,
  askApproval,
  pressAllow,
  pressDeny,
  shownApproval,
  waitUntilAnswerable,
} from '../support/approval.ts';
import { startAssistant, writeProviders } from '../support/assistant.ts';
import { startOllama } from '../support/ollama.ts';
import { toolsOn } from '../support/tools-on.ts';

const PAGES = {
  '/': '<title>Shop</title><h1>Shop</h1><form action="/sent"><input type=file name=file></form>',
  '/b': '<title>Second</title><h1>Second</h1>',
};
const open = (app: RunningApp, url: string, steps: object[] = []) =>
  app.get('runs.start', { tool: 'browser_automation', args: { url, steps } });

/** Allows what is asked, in the window's own bridge, for longer than once. */
async function allowFor(app: RunningApp, scope: ApprovalScope, approvalId?: string): Promise<string> {
  const page = await approvalPage(app);
  const { approvalId: id, hash } = await shownApproval(page, approvalId);
  // An answer that came before it could be read is given again.
  for (;;) {
    await waitUntilAnswerable(page);
    const answer = await askApproval(page, 'approve', { approvalId: id, hash, scope });
    if (answer.ok || answer.error.code !== 'too_early') return answer.ok ? 'ok' : answer.error.code;
  }
}
const asked = (app: RunningApp): Promise<number> => app.get('approvals.pending').then(({ length }) => length);

test.setTimeout(120_000);

test('browser: an answer for the session and a rule hold for one host; what the rule does not cover asks', async ({
  start,
  configure,
  site,
}) => {
  const [server, other] = [await site(PAGES), await site(PAGES)];
  configure({
    private_hosts_allowed: [server.host, other.host],
    tool_enabled: toolsOn('browser_automation'),
  });
  const app = await start();
  for (const kind of ['session', 'rule'] as const) {
    const first = open(app, server.url);
    const match = { host: server.host, action: 'goto', caller: 'panel' };
    expect(await allowFor(app, { kind, match, ...(kind === 'rule' && { expiresInS: 3600 }) })).toBe('ok');
    expect(await first).toMatchObject({ status: 'ok', decision: { decidedBy: 'person' } });
    const again = await open(app, `${server.url}b`);
    const decidedBy: unknown = expect.stringMatching(new RegExp(`^${kind}:`));
    expect(again).toMatchObject({ status: 'ok', decision: { verdict: 'allow', decidedBy } });
    expect(again.result).toMatchObject({ title: 'Second' });
    // Another host, and another action on this one.
    for (const asks of [
      () => open(app, other.url),
      () => open(app, server.url, [{ action: 'click', selector: 'h1' }]),
    ]) {
      const denied = asks();
      await pressDeny(app);
      expect(await denied).toMatchObject({ status: 'denied', decision: { decidedBy: 'person' } });
    }
    const [session] = await app.get('rules.sessions');
    const [rule] = await app.get('rules.list');
    if (session) await app.get('rules.removeSession', { answerId: session.answerId });
    if (rule) expect(rule).toMatchObject({ tool: 'browser_automation', match, uses: 1 });
  }
  expect(other.connections).toBe(0);
});

test('browser: what has changed while the question waits is denied, and so is what nobody answers', async ({
  start,
  configure,
  site,
  userData,
  repository,
}) => {
  const server = await site(PAGES);
  const found = findBrowser(null);
  if (!found.ok) throw new Error(found.reason);
  const [file, link] = [join(repository.path, 'a.txt'), join(userData, 'browser')];
  writeFileSync(file, 'meant');
  symlinkSync(found.browser.path, link);
  configure({
    private_hosts_allowed: [server.host],
    workspace_roots: [repository.path],
    tool_enabled: toolsOn('browser_automation'),
  });
  const app = await start();
  const upload = open(app, server.url, [{ action: 'upload', selector: 'input', files: [file] }]);
  await approvalPage(app);
  writeFileSync(`${file}.new`, 'other');
  renameSync(`${file}.new`, file);
  await pressAllow(app);
  expect(await upload).toMatchObject({ status: 'denied', error: { code: 'drift' } });

  const changed = open(app, server.url);
  await expect.poll(() => asked(app)).toBe(1);
  const update = app.get('settings.update', { browser_path: link } satisfies Partial<Settings>);
  await expect.poll(() => asked(app)).toBe(2);
  const change = (await app.get('approvals.pending')).find(({ kind }) => kind === 'change');
  expect(await allowFor(app, { kind: 'once' }, change?.approvalId)).toBe('ok');
  expect(await update).toMatchObject({ browser_path: link });
  await pressAllow(app);
  expect(await changed).toMatchObject({ status: 'denied', error: { code: 'drift' } });

  await app.get('settings.update', { approval_timeout_s: 5 } satisfies Partial<Settings>);
  expect(await open(app, server.url)).toMatchObject({
    status: 'denied',
    decision: { verdict: 'deny', decidedBy: 'no_approver' },
  });
  expect(server.connections).toBe(0);
});

test('consult: a web page is asked once at a time, and nothing where nobody answers; a local model may have a rule', async ({
  start,
  configure,
  userData,
}) => {
  const assistant = await startAssistant();
  const ollama = await startOllama([{ name: 'llama3.2:3b' }], { pieces: ['Because.'] });
  try {
    configure({
      ...ASKING,
      tool_enabled: toolsOn('consult_ui'),
      private_hosts_allowed: [assistant.key],
    });
    writeProviders(userData, assistant);
    const app = await start({ env: { OLLAMA_HOST: ollama.host } });
    const consult = (provider: string) =>
      app.get('runs.start', { tool: 'consult_ui', args: { provider, question: 'Why?' } });
    const first = consult('ollama');
    const match = { host: ollama.host, action: 'ollama' };
    expect(await allowFor(app, { kind: 'rule', match, expiresInS: 3600 })).toBe('ok');
    expect(await first).toMatchObject({ status: 'ok', result: { answer: 'Because.' } });
    const again = await consult('ollama');
    expect(again).toMatchObject({ status: 'ok', decision: { verdict: 'allow' } });
    expect(again.decision?.decidedBy).toMatch(/^rule:/);
    // The rule is for the local model: a page asks as before.
    const asks = consult('streams');
    expect(await shownApproval(await approvalPage(app))).toMatchObject({ scopes: ['once'] });
    for (const scope of [
      { kind: 'session', match: {} },
      { kind: 'rule', match: {}, expiresInS: 3600 },
    ] as const) {
      expect(await allowFor(app, scope)).toBe('bad_request');
    }
    await pressDeny(app);
    expect(await asks).toMatchObject({ status: 'denied', decision: { decidedBy: 'person' } });
    await app.get('settings.update', { approval_timeout_s: 5 } satisfies Partial<Settings>);
    expect(await consult('streams')).toMatchObject({
      status: 'denied',
      decision: { decidedBy: 'no_approver' },
    });
    expect(assistant.connections()).toBe(0);
  } finally {
    await Promise.all([assistant.close(), ollama.close()]);
  }
});
