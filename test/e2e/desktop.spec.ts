import { execFileSync } from 'node:child_process';
import { expect } from '@playwright/test';
import { test, type RunningApp } from '../support/app.ts';
import { approvalPage, pressAllow, pressDeny } from '../support/approval.ts';

/** Presses a quick action in the application menu, by its id. */
async function press(app: RunningApp, id: string): Promise<void> {
  await expect.poll(() => item(app, id), { timeout: 10_000 }).toMatchObject({ enabled: true });
  await app.inMain(({ Menu }, wanted) => {
    Menu.getApplicationMenu()?.getMenuItemById(wanted)?.click();
  }, id);
}

function item(app: RunningApp, id: string) {
  return app.inMain(({ Menu }, wanted) => {
    const found = Menu.getApplicationMenu()?.getMenuItemById(wanted);
    return found ? { enabled: found.enabled, label: found.label, checked: found.checked } : null;
  }, id);
}

test('the menu pauses, resumes after asking, and sets dry run', async ({ start }) => {
  const app = await start();
  expect((await item(app, 'quit'))?.enabled).toBe(true);
  await press(app, 'pause');
  await expect.poll(async () => (await app.get('control.state')).paused).toBe(true);
  await expect.poll(() => item(app, 'pause')).toMatchObject({ enabled: false });
  await press(app, 'resume');
  await pressAllow(app);
  await expect.poll(async () => (await app.get('control.state')).paused).toBe(false);
  await press(app, 'dry-run-default');
  await expect.poll(async () => (await app.get('settings.get')).dry_run_default).toBe(true);
  await expect.poll(() => item(app, 'dry-run-default')).toMatchObject({ checked: true });
});

test('git_status of a workspace goes through the door as the tray, and the panel shows the run', async ({
  start,
  configure,
  repository,
}) => {
  configure({ workspace_roots: [repository.path] });
  const app = await start();
  await press(app, `git-status:${repository.path}`);
  await expect
    .poll(async () => (await app.get('audit.runs')).runs[0])
    .toMatchObject({
      tool: 'git_status',
      caller: 'tray',
      status: 'ok',
    });
  const [run] = (await app.get('audit.runs')).runs;
  await expect(app.panel.getByRole('region', { name: 'Records' })).toBeVisible();
  await expect.poll(() => item(app, `run:${run?.runId}`)).toMatchObject({ label: 'git_status: ok' });
});

test('review only raises the approval window', async ({ start, configure, site }) => {
  const server = await site({ '/': 'hello' });
  configure({ approval_mode: 'require_approval', private_hosts_allowed: [server.host] });
  const app = await start();
  const run = app.get('runs.start', { tool: 'web_scrape', args: { url: server.url } });
  await approvalPage(app);
  await press(app, 'review');
  const [pending] = await app.get('approvals.pending');
  expect(await app.get('approvals.review', { approvalId: pending?.approvalId })).toEqual({ raised: true });
  expect(await app.get('approvals.review', { approvalId: 'another' })).toEqual({ raised: false });
  expect(server.connections).toBe(0);
  await pressDeny(app);
  expect((await run).status).toBe('denied');
});

test('the shortcut, really pressed, ends a running tool within 500 ms', async ({
  start,
  configure,
  site,
}) => {
  const slow = await site({});
  slow.hang();
  configure({ private_hosts_allowed: [slow.host], pause_shortcut: 'Control+Alt+Shift+F9' });
  const app = await start();
  await expect
    .poll(async () => (await app.get('control.state')).shortcut)
    .toEqual({ accelerator: 'Control+Alt+Shift+F9', registered: true });
  const run = app.get('runs.start', { tool: 'web_scrape', args: { url: slow.url } });
  await expect.poll(() => slow.requests).toBe(1);
  execFileSync('xdotool', ['key', 'ctrl+alt+shift+F9']);
  const outcome = await run;
  expect(outcome).toMatchObject({ status: 'cancelled', error: { code: 'paused' } });
  expect((await app.get('control.state')).paused).toBe(true);
  // Not the default combination: another test's app on the same screen may have taken that.
  // From the record: how long the run lived after the pause was pressed.
  const { entries } = await app.get('audit.query', { events: ['control', 'finished'], order: 'asc' });
  const pressed = entries.find((entry) => entry.event === 'control');
  const finished = entries.find((entry) => entry.run_id === outcome.runId);
  expect(Math.abs((finished?.ts ?? 0) - (pressed?.ts ?? 0))).toBeLessThan(0.5);
  expect(pressed).toMatchObject({ caller: 'shortcut' });
});

test('a shortcut that cannot be had is said', async ({ start, configure }) => {
  configure({ pause_shortcut: 'Not+A+Key' });
  const app = await start();
  expect((await app.get('control.state')).shortcut).toEqual({ accelerator: 'Not+A+Key', registered: false });
});

test('without a tray host the app says so, and closing its window ends it', async ({ start }) => {
  const app = await start({ env: { DBUS_SESSION_BUS_ADDRESS: 'disabled:' } });
  expect((await app.get('control.state')).tray).toBe(false);
  const gone = new Promise((done) => app.electron.process().once('exit', done));
  await app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await gone;
});
