import { appendFileSync, chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from '../support/app.ts';
import { pressDeny } from '../support/approval.ts';

const CONFIG = 'execution_layer_config.json';
const LOG = join('logs', 'tools_audit.jsonl');

test('toggles and settings survive a restart', async ({ start, userData }) => {
  const first = await start();
  await first.get('tools.setEnabled', { tool: 'web_scrape_bs4', enabled: false });
  await first.get('settings.update', {
    max_steps_per_run: 7,
    theme: 'dark',
    allowed_domains: ['example.com'],
  });
  await first.quit();
  expect(JSON.parse(readFileSync(join(userData, CONFIG), 'utf8'))).toMatchObject({ max_steps_per_run: 7 });

  const second = await start();
  const settings = await second.get('settings.get');
  expect(settings).toMatchObject({
    max_steps_per_run: 7,
    theme: 'dark',
    allowed_domains: ['example.com'],
    tool_enabled: { git_status: true, web_scrape: false },
  });
  const run = await second.get('runs.start', { tool: 'web_scrape', args: { url: 'https://example.com/' } });
  expect(run.status).toBe('disabled');
  expect((await second.get('system.info')).notices).toEqual([]);
  const { entries } = await second.get('audit.query', { events: ['settings'] });
  expect(entries).toHaveLength(2);
  expect(await second.get('audit.verify')).toMatchObject({ ok: true });
});

test("reads the earlier system's config, with its old and unknown names", async ({
  start,
  configure,
  userData,
}) => {
  configure(
    JSON.stringify({
      tool_enabled: { git_status: true, web_scrape: true, web_scrape_bs4: false, telepathy: true },
      approval_mode: 'read_only',
      max_retries_per_tool: 1,
      some_future_key: { kept: true },
    }),
  );
  const app = await start();
  expect(await app.get('settings.get')).toMatchObject({
    tool_enabled: { git_status: true, web_scrape: false },
    approval_mode: 'read_only',
    max_retries_per_tool: 1,
    max_steps_per_run: 50,
  });
  await app.get('settings.update', { theme: 'light' });
  await app.quit();
  const kept = JSON.parse(readFileSync(join(userData, CONFIG), 'utf8')) as unknown;
  expect(kept).toMatchObject({ tool_enabled: { telepathy: true }, some_future_key: { kept: true } });
});

test('a bad value falls back alone to its careful side, and the file is kept', async ({
  start,
  configure,
  userData,
}) => {
  configure('{"approval_mode": "yolo", "max_steps_per_run": 9, "tool_enabled": {"web_scrape": "yes"}}');
  const app = await start();
  expect(await app.get('settings.get')).toMatchObject({
    approval_mode: 'read_only',
    max_steps_per_run: 9,
    tool_enabled: { git_status: true, web_scrape: false },
  });
  const { notices } = await app.get('system.info');
  expect(notices.map((notice) => notice.id)).toContain('settings-broken');
  const copy = readdirSync(userData).find((name) => name.startsWith('execution_layer_config.bad-'));
  expect(readFileSync(join(userData, copy ?? 'no copy'), 'utf8')).toContain('yolo');
  await expect(app.panel.getByText(/careful side/)).toBeVisible();
});

test('a config that is not JSON allows nothing risky, and the app starts', async ({ start, configure }) => {
  configure('{"approval_mode": "auto", "tool_ena');
  const app = await start();
  const settings = await app.get('settings.get');
  expect(settings.approval_mode).toBe('read_only');
  expect(Object.values(settings.tool_enabled)).toEqual([false, false, false, false, false]);
});

test('says what the settings file allows that it did not at the last quit', async ({ start, configure }) => {
  const first = await start();
  await first.get('tools.setEnabled', { tool: 'web_scrape', enabled: false });
  await first.quit();
  configure({});
  const second = await start();
  const { notices } = await second.get('system.info');
  expect(notices.find((notice) => notice.id === 'settings-loosened')?.message).toContain('web_scrape');
  const { entries } = await second.get('audit.query', { events: ['settings'] });
  expect(entries[0]).toMatchObject({ caller: 'file' });
});

test('a torn last line is moved aside, and the record goes on', async ({
  start,
  userData,
  configure,
  repository,
}) => {
  configure({ workspace_roots: [repository.path] });
  const first = await start();
  const run = await first.get('runs.start', { tool: 'git_status' });
  await first.kill();
  appendFileSync(join(userData, LOG), '{"audit_id":"half a rec');
  const second = await start();
  const { notices } = await second.get('system.info');
  expect(notices.map((notice) => notice.id)).toContain('audit-torn');
  const side = readdirSync(join(userData, 'logs')).find((name) => name.includes('torn'));
  expect(readFileSync(join(userData, 'logs', side ?? 'none'), 'utf8')).toBe('{"audit_id":"half a rec');
  expect(await second.get('audit.get', { auditId: run.auditId })).toMatchObject({ status: 'ok' });
  expect(await second.get('audit.verify')).toMatchObject({ ok: true, problems: [] });
  expect((await second.get('runs.start', { tool: 'git_status' })).status).toBe('ok');
});

test('a run that was open when the app was killed is interrupted', async ({ start, configure, site }) => {
  const slow = await site({});
  configure({ private_hosts_allowed: [slow.host] });
  slow.hang();
  const first = await start();
  const asked = first
    .ask('runs.start', { tool: 'web_scrape', args: { url: slow.url } })
    .catch(() => undefined);
  await expect.poll(() => slow.requests).toBe(1);
  await first.kill();
  await asked;
  const second = await start();
  const { runs } = await second.get('audit.runs');
  expect(runs[0]).toMatchObject({ tool: 'web_scrape', status: 'interrupted' });
  const { notices } = await second.get('system.info');
  expect(notices.map((notice) => notice.id)).toContain('runs-interrupted');
});

test('nothing runs while the record cannot be written', async ({
  start,
  configure,
  repository,
  userData,
  site,
}) => {
  const server = await site({ '/': 'hello' });
  configure({ workspace_roots: [repository.path], private_hosts_allowed: [server.host] });
  // A folder in the log's place stops root, too, from writing it.
  mkdirSync(join(userData, LOG), { recursive: true });
  const app = await start();
  const run = await app.get('runs.start', { tool: 'web_scrape', args: { url: server.url } });
  expect(run).toMatchObject({ status: 'error', error: { code: 'audit_unavailable' } });
  expect(server.connections).toBe(0);
  const { notices } = await app.get('system.info');
  expect(notices.map((notice) => notice.id)).toContain('audit-unavailable');

  rmSync(join(userData, LOG), { recursive: true });
  const again = await app.get('runs.start', { tool: 'web_scrape', args: { url: server.url } });
  expect(again.status).toBe('ok');
  expect(await app.get('audit.verify')).toMatchObject({ ok: true });
});

test('everything stored is for its owner alone', async ({ start, userData, configure, repository }) => {
  chmodSync(userData, 0o755);
  configure({ workspace_roots: [repository.path] });
  chmodSync(join(userData, CONFIG), 0o600);
  const app = await start();
  await app.get('runs.start', { tool: 'git_status' });
  await app.get('settings.update', { theme: 'dark' });
  await app.get('control.pause');
  await app.get('system.endFirstSteps');
  await app.quit();
  const ours = [
    CONFIG,
    LOG,
    'control.json',
    'redaction.key',
    'settings-at-quit.json',
    'window-state.json',
    'first-steps-ended',
    'logs/app.log',
  ];
  for (const file of ours) {
    expect((statSync(join(userData, file)).mode & 0o777).toString(8), file).toBe('600');
  }
  for (const folder of ['.', 'logs']) {
    expect((statSync(join(userData, folder)).mode & 0o777).toString(8), folder).toBe('700');
  }
});

test('the app log has neither arguments nor settings', async ({ start, configure, repository, userData }) => {
  configure({ workspace_roots: [repository.path] });
  const app = await start();
  await app.get('runs.start', {
    tool: 'git_status',
    args: { cwd: repository.path },
    reason: 'a telling reason',
  });
  await app.quit();
  const log = readFileSync(join(userData, 'logs', 'app.log'), 'utf8');
  expect(log).toContain('Started');
  expect(log).not.toContain(repository.path);
  expect(log).not.toContain('a telling reason');
});

test('the pause outlives a restart, and resuming asks', async ({ start, configure, repository }) => {
  configure({ workspace_roots: [repository.path] });
  const first = await start();
  expect(await first.get('control.pause', { reason: 'lunch' })).toMatchObject({
    paused: true,
    reason: 'lunch',
  });
  await first.quit();
  const second = await start();
  expect(await second.get('control.state')).toMatchObject({ paused: true, reason: 'lunch' });
  expect(await second.get('runs.start', { tool: 'git_status' })).toMatchObject({ status: 'paused' });
  const resumed = second.ask('control.resume');
  await pressDeny(second);
  expect(await resumed).toMatchObject({ ok: false, error: { code: 'denied' } });
  expect(await second.get('control.state')).toMatchObject({ paused: true });
});

test('the window comes back where it was', async ({ start, userData }) => {
  const first = await start();
  const wanted = { x: 60, y: 40, width: 900, height: 600 };
  await first.inMain(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to), wanted);
  // A display server moves windows in its own time.
  const there = () =>
    first.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds());
  await expect.poll(there).toEqual(wanted);
  await first.quit();
  expect(JSON.parse(readFileSync(join(userData, 'window-state.json'), 'utf8'))).toMatchObject({
    width: 900,
    height: 600,
  });
  const second = await start();
  const bounds = await second.inMain(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getNormalBounds(),
  );
  expect(bounds).toEqual(wanted);
});
