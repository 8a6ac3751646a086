import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { CHECKOUT, test, type RunningApp } from '../support/app.ts';
import {
  approvalPage,
  askApproval,
  pressAllow,
  pressDeny,
  shownApproval,
  waitUntilAnswerable,
} from '../support/approval.ts';
import { makeRepo } from '../support/git-repo.ts';
import type { Site } from '../support/site.ts';

const ASKING = { approval_mode: 'require_approval' } as const;

/** The app in a mode in which reading `site` asks. */
async function asking(
  start: () => Promise<RunningApp>,
  configure: (settings: object) => void,
  site: (pages: Record<string, string>) => Promise<Site>,
  more: object = {},
): Promise<{ app: RunningApp; server: Site; read: (path?: string) => ReturnType<typeof scrape> }> {
  const server = await site({ '/': '<p>hello</p>', '/b': '<p>second</p>' });
  configure({ ...ASKING, private_hosts_allowed: [server.host], ...more });
  const app = await start();
  return { app, server, read: (path = '') => scrape(app, server.url + path) };
}
const scrape = (app: RunningApp, url: string) => app.get('runs.start', { tool: 'web_scrape', args: { url } });

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

test('low risk does not ask, read_only refuses, auto does not ask for medium', async ({
  start,
  configure,
  site,
  repository,
}) => {
  const { app, read } = await asking(start, configure, site, { workspace_roots: [repository.path] });
  expect(await app.get('runs.start', { tool: 'git_status' })).toMatchObject({
    status: 'ok',
    decision: { decidedBy: 'mode' },
  });
  await app.get('settings.update', { approval_mode: 'read_only' });
  expect(await read()).toMatchObject({ status: 'policy_blocked', decision: { decidedBy: 'mode' } });
  expect((await app.get('approvals.pending')).length).toBe(0);
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
  await approvalPage(app);
  await app.inMain(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find((window) => window.webContents.getURL().includes('approval'))
      ?.close(),
  );
  expect((await closed).status).toBe('denied');

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

test('for this session: the same host asks no more, another one does', async ({ start, configure, site }) => {
  const other = await site({ '/': 'other' });
  const { app, server } = await asking(start, configure, site);
  await app.quit();
  configure({ ...ASKING, private_hosts_allowed: [server.host, other.host] });
  const again = await start();
  const first = scrape(again, server.url);
  const page = await approvalPage(again);
  const { approvalId, hash } = await shownApproval(page);
  const scope = { kind: 'session', match: { host: server.host, caller: 'panel' } };
  const described = await askApproval(page, 'describe', { approvalId, scope });
  expect(described).toMatchObject({
    ok: true,
    value: { words: expect.stringContaining(server.host) },
  });
  await waitUntilAnswerable(page);
  expect(await askApproval(page, 'approve', { approvalId, hash, scope })).toMatchObject({ ok: true });
  expect((await first).status).toBe('ok');
  expect(await scrape(again, server.url)).toMatchObject({
    status: 'ok',
    decision: { decidedBy: expect.stringMatching(/^session:/) },
  });
  const elsewhere = scrape(again, other.url);
  await pressDeny(again);
  expect((await elsewhere).status).toBe('denied');
});

test('a rule outlives a restart, covers its host only, and can be removed', async ({
  start,
  configure,
  site,
}) => {
  const { app, read, server } = await asking(start, configure, site);
  const run = read();
  const page = await approvalPage(app);
  const { approvalId, hash } = await shownApproval(page);
  await waitUntilAnswerable(page);
  const day = 24 * 3600;
  const tooLong = { kind: 'rule', match: { host: server.host }, expiresInS: 91 * day };
  expect(await askApproval(page, 'approve', { approvalId, hash, scope: tooLong })).toMatchObject({
    ok: false,
    error: { code: 'bad_request' },
  });
  const elsewhere = { kind: 'rule', match: { host: 'example.com:443' } };
  expect(await askApproval(page, 'approve', { approvalId, hash, scope: elsewhere })).toMatchObject({
    ok: false,
  });
  const scope = { kind: 'rule', match: { host: server.host }, expiresInS: 90 * day };
  expect(await askApproval(page, 'approve', { approvalId, hash, scope })).toMatchObject({ ok: true });
  expect((await run).status).toBe('ok');
  await app.quit();

  const second = await start();
  expect(await scrape(second, server.url)).toMatchObject({
    status: 'ok',
    decision: { decidedBy: expect.stringMatching(/^rule:/) },
  });
  const [rule] = await second.get('rules.list');
  expect(rule).toMatchObject({ tool: 'web_scrape', match: { host: server.host }, uses: 1 });
  expect(await second.get('rules.remove', { ruleId: rule?.ruleId })).toEqual({ removed: true });
  const asks = scrape(second, server.url);
  await pressDeny(second);
  expect((await asks).status).toBe('denied');
});

test('what allows more is one question for the whole patch; what allows less is immediate', async ({
  start,
}) => {
  const app = await start();
  const tightened = await app.get('settings.update', {
    approval_mode: 'require_approval',
    max_steps_per_run: 10,
  });
  expect(tightened).toMatchObject({ approval_mode: 'require_approval', max_steps_per_run: 10 });
  const loosened = app.get('settings.update', { approval_mode: 'auto', max_steps_per_run: 20 });
  const page = await approvalPage(app);
  const asked = await shownApproval(page);
  expect(asked).toMatchObject({ kind: 'change', scopes: ['once'] });
  expect(asked.change?.map(({ key }) => key).sort()).toEqual(['approval_mode', 'max_steps_per_run']);
  expect((await app.get('settings.get')).approval_mode).toBe('require_approval');
  await pressAllow(app);
  expect(await loosened).toMatchObject({ approval_mode: 'auto', max_steps_per_run: 20 });

  const refused = app.ask('tools.setEnabled', { tool: 'browser_automation', enabled: true });
  await pressDeny(app);
  expect(await refused).toMatchObject({ ok: false, error: { code: 'denied' } });
});

test('pausing denies the queue; resuming asks', async ({ start, configure, site }) => {
  const { app, read } = await asking(start, configure, site);
  const waiting = read();
  await approvalPage(app);
  await app.get('control.pause', { reason: 'stop' });
  expect(['cancelled', 'denied']).toContain((await waiting).status);
  expect((await read()).status).toBe('paused');
  const resumed = app.get('control.resume');
  await pressAllow(app);
  expect(await resumed).toMatchObject({ paused: false });
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
  const outcome = await batch;
  // The first step is planned anew: it is low risk and inside the workspace, and says that it reads the other folder.
  expect(outcome.steps?.[0]).toMatchObject({ status: 'ok', result: { root: outer.path } });
  const { entries } = await app.get('audit.query', {
    runId: outcome.steps?.[0]?.runId,
    events: ['decided'],
    order: 'asc',
  });
  expect(entries.length).toBe(2);
});

test("the panel's page can neither approve, loosen, resume nor answer for the person", async ({
  start,
  configure,
  site,
}) => {
  const { app, read, server } = await asking(start, configure, site);
  const run = read();
  const page = await approvalPage(app);
  await shownApproval(page);
  const has = await app.panel.evaluate(() =>
    Object.keys(window).filter((key) => key.startsWith('executionLayer')),
  );
  expect(has).toEqual(['executionLayer']);
  const pending = await app.get('approvals.pending');
  expect(JSON.stringify(pending)).not.toContain('hash');
  for (const method of ['approvals.approve', 'approve', 'get', 'deny']) {
    const found = await app.panel.evaluate((name) => {
      const api = (window as unknown as { executionLayer: Record<string, Record<string, unknown>> })
        .executionLayer;
      const [feature, key] = name.split('.') as [string, string?];
      return key === undefined ? typeof api[feature] : typeof api[feature]?.[key];
    }, method);
    expect(found).toBe('undefined');
  }
  await app.panel.waitForTimeout(1000);
  expect(await app.get('approvals.pending')).toHaveLength(1);
  expect(server.connections).toBe(0);
  await pressDeny(app);
  expect((await run).status).toBe('denied');
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

test('a script in the panel with the whole bridge changes nothing without the person', async ({
  start,
  configure,
  site,
}) => {
  const { app, server } = await asking(start, configure, site, { approval_timeout_s: 6 });
  const before = await app.get('settings.get');
  await app.get('control.pause');
  // Everything that could help it, all at once, and again and again.
  await app.panel.evaluate(async (url) => {
    type Bridge = Record<string, Record<string, (request?: unknown) => Promise<unknown>>>;
    const api = (window as unknown as { executionLayer: Bridge }).executionLayer;
    const calls: [string, string, unknown?][] = [
      ['settings', 'update', { approval_mode: 'auto', require_approval_for_risky: false }],
      ['settings', 'update', { private_hosts_allowed: ['127.0.0.1:1'], workspace_roots: ['/'] }],
      ['tools', 'setEnabled', { tool: 'desktop_automation', enabled: true }],
      ['control', 'resume'],
      ['rules', 'propose', { tool: 'web_scrape', match: {} }],
      ['runs', 'start', { tool: 'web_scrape', args: { url } }],
      ['runs', 'start', { tool: 'desktop_automation', args: { action: 'click', x: 1, y: 1 } }],
    ];
    for (let round = 0; round < 3; round += 1) {
      for (const [feature, method, request] of calls) void api[feature]?.[method]?.(request);
    }
    const pending = (await api['approvals']?.['pending']?.()) as { value: { approvalId: string }[] };
    for (const { approvalId } of pending.value) void api['approvals']?.['review']?.({ approvalId });
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true }));
  }, server.url);
  // Nobody answers: everything runs out.
  await expect.poll(async () => (await app.get('approvals.pending')).length, { timeout: 20_000 }).toBe(0);
  expect(await app.get('settings.get')).toEqual(before);
  expect((await app.get('control.state')).paused).toBe(true);
  expect(await app.get('rules.list')).toEqual([]);
  expect(server.connections).toBe(0);
  const { entries } = await app.get('audit.query', { events: ['started'] });
  expect(entries).toEqual([]);
});
