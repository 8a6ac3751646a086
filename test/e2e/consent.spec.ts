import { expect } from '@playwright/test';
import { test, type RunningApp } from '../support/app.ts';
import {
  ASKING,
  approvalPage,
  askApproval,
  asking,
  pressAllow,
  pressDeny,
  scrape,
  shownApproval,
  waitUntilAnswerable,
} from '../support/approval.ts';
import { LONG } from '../support/long.ts';

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

/**
 * Nobody answers: runs run out, and changes after half a minute at the least; in the short form the window is closed on
 * those, which denies them.
 */
async function untilNothingIsAsked(app: RunningApp): Promise<void> {
  const pending = () => app.get('approvals.pending');
  if (!LONG) {
    const onlyChanges = async () => (await pending()).every(({ kind }) => kind === 'change');
    await expect.poll(onlyChanges, { timeout: 30_000 }).toBe(true);
    await app.inMain(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find((window) => window.getTitle().startsWith('Approval'))
        ?.close(),
    );
  }
  await expect.poll(async () => (await pending()).length, { timeout: 60_000 }).toBe(0);
}

test('a script in the panel with the whole bridge changes nothing without the person', async ({
  start,
  configure,
  site,
}) => {
  // A question about a change waits for half a minute.
  test.setTimeout(120_000);
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
  await untilNothingIsAsked(app);
  expect(await app.get('settings.get')).toEqual(before);
  expect((await app.get('control.state')).paused).toBe(true);
  expect(await app.get('rules.list')).toEqual([]);
  expect(server.connections).toBe(0);
  const { entries } = await app.get('audit.query', { events: ['started'] });
  expect(entries).toEqual([]);
});

test('nor while nothing is paused, with a high-risk tool that is switched on, nor over the raw channel', async ({
  start,
  configure,
  site,
}) => {
  test.setTimeout(120_000);
  const { app, server, read } = await asking(start, configure, site, {
    approval_timeout_s: 6,
    tool_enabled: { browser_automation: true, desktop_automation: true },
    require_approval_for_risky: true,
  });
  const before = await app.get('settings.get');
  const waiting = read();
  const page = await approvalPage(app);
  const { approvalId, hash } = await shownApproval(page);
  await waitUntilAnswerable(page);
  // The panel's script knows even the hash, and presses every button that it has.
  await app.panel.evaluate(
    async ({ url, answer }) => {
      type Bridge = Record<string, Record<string, (request?: unknown) => Promise<unknown>>>;
      const api = (window as unknown as { executionLayer: Bridge }).executionLayer;
      const high = [
        { tool: 'browser_automation', args: { url, steps: [{ action: 'goto', url }] } },
        { tool: 'browser_automation_selenium', args: { url, steps: [] } },
        { tool: 'desktop_automation', args: { action: 'click', x: 1, y: 1 } },
        { tool: 'desktop_automation', args: { actions: [{ action: 'type', text: '\n' }] } },
        { tool: 'consult_ui', args: { provider: 'chatgpt', question: 'x' } },
      ];
      const calls: [string, string, unknown?][] = [
        ...high.map((each): [string, string, unknown] => ['runs', 'start', each]),
        ['runs', 'start', { steps: high }],
        ['runs', 'start', { ...high[0], approved: true, risk: 'low', caller: 'tray' }],
        ['runs', 'start', { ...high[0], approvalId: answer.approvalId, hash: answer.hash }],
        ['settings', 'update', { approval_mode: 'auto', require_approval_for_risky: false }],
        ['settings', 'update', { max_steps_per_run: 50, approval_timeout_s: 3600 }],
        ['tools', 'setEnabled', { tool: 'consult_ui', enabled: true }],
        ['rules', 'propose', { tool: 'browser_automation', match: {}, expiresInS: 60 }],
        ['approvals', 'review', answer],
        ['approvals', 'approve', answer],
      ];
      for (let round = 0; round < 2; round += 1) {
        for (const [feature, method, request] of calls) void api[feature]?.[method]?.(request);
      }
      for (const key of ['Enter', 'a', 'Tab']) {
        window.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey: true, bubbles: true }));
      }
    },
    { url: server.url, answer: { approvalId, hash, scope: { kind: 'once' } } },
  );
  // What a broken-out renderer could send: the approval window's own channels, from the panel's contents.
  const codes = await app.inMain(
    async ({ BrowserWindow, ipcMain }, answer) => {
      const handlers = (
        ipcMain as unknown as { _invokeHandlers: Map<string, (...args: unknown[]) => Promise<unknown>> }
      )._invokeHandlers;
      const panel = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().includes('panel'));
      const event = { sender: panel?.webContents, senderFrame: panel?.webContents.mainFrame };
      const given: unknown[] = [];
      for (const name of ['approve', 'deny', 'get', 'describe', 'fit']) {
        given.push(await handlers.get('execution-layer:invoke')?.(event, name, answer));
      }
      return given;
    },
    { approvalId, hash, scope: { kind: 'once' } },
  );
  for (const answer of codes) expect(answer).toMatchObject({ ok: false, error: { code: 'not_found' } });
  expect(await waiting).toMatchObject({ status: 'denied', decision: { decidedBy: 'no_approver' } });
  await untilNothingIsAsked(app);
  expect(await app.get('settings.get')).toEqual(before);
  expect(await app.get('rules.list')).toEqual([]);
  expect(await app.get('rules.sessions')).toEqual([]);
  expect(server.connections).toBe(0);
  const { entries } = await app.get('audit.query', { events: ['started', 'approval'] });
  const allowed = entries.filter(({ event, detail }) => {
    return event === 'started' || (detail as { verdict?: string } | null)?.verdict === 'allow';
  });
  expect(allowed).toEqual([]);
});
