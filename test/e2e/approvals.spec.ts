import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { CHECKOUT, test } from '../support/app.ts';
import {
  ASKING,
  approvalPage,
  askApproval,
  asking,
  pressAllow,
  pressDeny,
  shownApproval,
  waitUntilAnswerable,
} from '../support/approval.ts';
import { makeRepo } from '../support/git-repo.ts';
import { toolsOn } from '../support/tools-on.ts';

test('Allow runs exactly what was shown, once', async ({ start, configure, site }) => {
  const { app, server, read } = await asking(start, configure, site);
  const run = read();
  const page = await approvalPage(app);
  await expect(page.getByText(server.host).first()).toBeVisible();
  expect(server.connections).toBe(0);
  await pressAllow(app);
  expect(await run).toMatchObject({ status: 'ok', decision: { verdict: 'allow', decidedBy: 'person' } });
  expect(server.requests).toBe(1);
  const { entries } = await app.get('audit.query', { events: ['approval'] });
  expect(entries[0]).toMatchObject({ detail: { verdict: 'allow', scope: { kind: 'once' } } });

  const again = read();
  await pressDeny(app);
  expect(await again).toMatchObject({ status: 'denied', decision: { verdict: 'deny', decidedBy: 'person' } });
  expect(server.requests).toBe(1);
});

test('each mode decides on low, medium and high risk as it says', async ({
  start,
  configure,
  site,
  repository,
}) => {
  const { app, read, server } = await asking(start, configure, site, {
    workspace_roots: [repository.path],
    tool_enabled: toolsOn('browser_automation'),
  });
  const high = () =>
    app.get('runs.start', { tool: 'browser_automation', args: { url: server.url, steps: [] } });
  const low = () => app.get('runs.start', { tool: 'git_status' });
  const byMode = (verdict: string) => ({ verdict, decidedBy: 'mode' });
  // require_approval: medium asks, and a no is a no.
  expect(await low()).toMatchObject({ status: 'ok', decision: byMode('allow') });
  const asked = read();
  await pressDeny(app);
  expect(await asked).toMatchObject({ status: 'denied', decision: { verdict: 'deny', decidedBy: 'person' } });
  const risky = high();
  await pressDeny(app);
  expect(await risky).toMatchObject({ status: 'denied', decision: { decidedBy: 'person' } });
  expect(server.connections).toBe(0);

  await app.get('settings.update', { approval_mode: 'read_only' });
  expect(await high()).toMatchObject({ status: 'policy_blocked', decision: byMode('deny') });
  expect(await low()).toMatchObject({ status: 'ok', decision: byMode('allow') });
  expect(await read()).toMatchObject({ status: 'policy_blocked', decision: byMode('deny') });
  expect(server.connections).toBe(0);

  // Allowing more is asked; then auto runs medium without a question.
  const loosened = app.get('settings.update', { approval_mode: 'auto' });
  await pressAllow(app);
  expect(await loosened).toMatchObject({ approval_mode: 'auto' });
  expect(await low()).toMatchObject({ status: 'ok', decision: byMode('allow') });
  expect(await read()).toMatchObject({ status: 'ok', decision: byMode('allow') });
  expect(server.requests).toBe(1);
  expect((await app.get('approvals.pending')).length).toBe(0);
  const riskyAgain = high();
  await pressDeny(app);
  expect(await riskyAgain).toMatchObject({ status: 'denied', decision: { decidedBy: 'person' } });
  expect(server.requests).toBe(1);
});

test('an answer comes not before it could be read, once, and only with id and hash', async ({
  start,
  configure,
  site,
}) => {
  const { app, read } = await asking(start, configure, site);
  const run = read();
  const page = await approvalPage(app);
  const { approvalId, hash } = await shownApproval(page);
  const once = { kind: 'once' };
  const code = async (method: 'approve' | 'deny', request: object): Promise<string> => {
    const answer = await askApproval(page, method, request);
    return answer.ok ? 'ok' : answer.error.code;
  };
  await waitUntilAnswerable(page);
  expect(await code('approve', { approvalId, hash: '0'.repeat(64), scope: once })).toBe('hash_mismatch');
  for (const altered of ['', 'x', hash.toUpperCase(), `${hash} `]) {
    expect(await code('approve', { approvalId, hash: altered, scope: once })).toBe('hash_mismatch');
    expect(await code('deny', { approvalId, hash: altered })).toBe('hash_mismatch');
  }
  expect(await code('approve', { approvalId: 'another', hash, scope: once })).toBe('not_found');
  expect(await code('approve', { approvalId, hash, scope: once, risk: 'low' })).toBe('bad_request');
  expect(await code('approve', { approvalId, hash, scope: { kind: 'forever' } })).toBe('bad_request');
  const [allowed, denied] = await Promise.all([
    code('approve', { approvalId, hash, scope: once }),
    code('deny', { approvalId, hash }),
  ]);
  expect([allowed, denied].filter((each) => each === 'ok')).toHaveLength(1);
  expect(await run).toMatchObject({ status: allowed === 'ok' ? 'ok' : 'denied' });
  const replayed = await code('approve', { approvalId, hash, scope: once }).catch(() => 'window closed');
  expect(['already_answered', 'window closed']).toContain(replayed);
});

test('an answer within 700 ms of being shown is refused', async ({ start, configure, site }) => {
  const { app, read } = await asking(start, configure, site);
  const first = read();
  const page = await approvalPage(app);
  await waitUntilAnswerable(page);
  const second = read('b');
  await expect.poll(async () => (await app.get('approvals.pending')).length).toBe(2);
  const [, fresh] = await app.get('approvals.pending');
  const { approvalId, hash } = await shownApproval(page, fresh?.approvalId);
  expect(await askApproval(page, 'approve', { approvalId, hash, scope: { kind: 'once' } })).toMatchObject({
    ok: false,
    error: { code: 'too_early' },
  });
  await waitUntilAnswerable(page);
  expect(await askApproval(page, 'approve', { approvalId, hash, scope: { kind: 'once' } })).toMatchObject({
    ok: true,
  });
  expect((await second).status).toBe('ok');
  expect(await app.get('approvals.pending')).toHaveLength(1);
  await pressDeny(app);
  expect((await first).status).toBe('denied');
});

test('nobody answers in time: denied', async ({ start, configure, site }) => {
  const { read, server } = await asking(start, configure, site, { approval_timeout_s: 2 });
  expect(await read()).toMatchObject({ status: 'denied', decision: { decidedBy: 'no_approver' } });
  expect(server.connections).toBe(0);
});

test('closing the window denies; reloading and crashing its page leave it waiting', async ({
  start,
  configure,
  site,
}) => {
  const { app, read, server } = await asking(start, configure, site);
  const closed = read();
  const first = await approvalPage(app);
  await app.inMain(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find((window) => window.webContents.getURL().includes('approval'))
      ?.close(),
  );
  expect((await closed).status).toBe('denied');
  await expect.poll(() => first.isClosed()).toBe(true);

  const waiting = read();
  const page = await approvalPage(app);
  await page.reload();
  expect(await app.get('approvals.pending')).toHaveLength(1);
  await app.inMain(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find((window) => window.webContents.getURL().includes('approval'))
      ?.webContents.forcefullyCrashRenderer(),
  );
  await app.panel.waitForTimeout(500);
  expect(await app.get('approvals.pending')).toHaveLength(1);
  expect(server.connections).toBe(0);
  await app.get('control.pause');
  expect(['cancelled', 'denied']).toContain((await waiting).status);
  expect(server.connections).toBe(0);
});

test('quitting while something waits never allows it', async ({ start, configure, site }) => {
  const { app, read, server } = await asking(start, configure, site);
  const waiting = read().catch(() => ({ status: 'gone' }));
  await approvalPage(app);
  await app.quit();
  expect(['gone', 'denied', 'cancelled']).toContain((await waiting).status);
  expect(server.connections).toBe(0);
  const again = await start();
  const { runs } = await again.get('audit.runs');
  expect(['denied', 'cancelled', 'interrupted']).toContain(runs[0]?.status);
  // Nobody answered: the record must not say that the person did.
  const { entries } = await again.get('audit.query', { events: ['approval', 'decided'] });
  expect(entries.filter(({ event }) => event === 'approval')).toMatchObject([
    { detail: { verdict: 'deny', by: 'no_approver', unanswered: true } },
  ]);
  expect(entries.map(({ decision }) => decision?.decidedBy)).not.toContain('person');
});

test('a folder swapped for a link between approval and run is drift', async ({
  start,
  configure,
  site,
  repository,
}) => {
  const server = await site({ '/': 'hello' });
  const inner = await makeRepo(join(repository.path, 'inner'));
  const outer = await makeRepo(join(repository.path, 'outer'));
  configure({ ...ASKING, workspace_roots: [repository.path], private_hosts_allowed: [server.host] });
  const app = await start();
  const batch = app.get('runs.start', {
    steps: [
      { tool: 'git_status', args: { cwd: inner.path } },
      { tool: 'web_scrape', args: { url: server.url } },
    ],
  });
  const page = await approvalPage(app);
  expect(await shownApproval(page)).toMatchObject({ kind: 'batch', scopes: ['once'] });
  renameSync(inner.path, `${inner.path}-moved`);
  symlinkSync(outer.path, inner.path);
  await pressAllow(app);
  // The first step alone is planned and asked for anew, low risk or not: the person had allowed another folder.
  await expect
    .poll(() => app.get('approvals.pending'))
    .toMatchObject([{ kind: 'run', tool: 'git_status', summary: `Read the git status of ${outer.path}` }]);
  await pressDeny(app);
  const outcome = await batch;
  expect(outcome.status).toBe('denied');
  expect(outcome.steps?.[0]).toMatchObject({ status: 'denied', decision: { decidedBy: 'person' } });
  expect(server.connections).toBe(0);
});

test('an answer from a sub-frame or a foreign page is not heard', async ({ start, configure, site }) => {
  const { app, read, server } = await asking(start, configure, site);
  const run = read();
  const page = await approvalPage(app);
  const { approvalId, hash } = await shownApproval(page);
  await waitUntilAnswerable(page);
  // Windows that main did not make for this, with the approval window's own preload: on its page, and on a foreign one.
  const codes = await app.inMain(
    async ({ BrowserWindow }, { preload, answer }) => {
      const asked: string[] = [];
      for (const url of ['execution-layer-app://approval/index.html', 'data:text/html,hello']) {
        const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
        await window.loadURL(url);
        const script = `executionLayerApproval.approve(${answer}).then((got) => got.ok ? 'ok' : got.error.code)`;
        asked.push((await window.webContents.executeJavaScript(script)) as string);
        window.destroy();
      }
      return asked;
    },
    {
      preload: join(CHECKOUT, 'out', 'preload', 'approval-bridge.cjs'),
      answer: JSON.stringify({ approvalId, hash, scope: { kind: 'once' } }),
    },
  );
  expect(codes).toEqual(['bad_sender', 'bad_sender']);
  // A frame inside the approval page itself: the page's policy lets none load, and it would have no bridge.
  const framed = await page.evaluate(async () => {
    const frame = document.createElement('iframe');
    frame.src = 'execution-layer-app://approval/index.html';
    document.body.append(frame);
    await new Promise((resolve) => setTimeout(resolve, 500));
    try {
      return 'executionLayerApproval' in (frame.contentWindow ?? {});
    } catch (error) {
      // What was refused to load is a foreign page to this one.
      return !(error instanceof DOMException && error.name === 'SecurityError');
    }
  });
  expect(framed).toBe(false);
  expect(await app.get('approvals.pending')).toHaveLength(1);
  expect(server.connections).toBe(0);
  await pressDeny(app);
  expect((await run).status).toBe('denied');
});
