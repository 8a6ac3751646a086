import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { RunningApp } from '../support/app.ts';
import { approvalPage, pressAllow, pressDeny, waitUntilAnswerable } from '../support/approval.ts';
import { test } from '../support/desk.ts';

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
  await expect.poll(() => item(app, 'quit'), { timeout: 10_000 }).toMatchObject({ enabled: true });
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
  await expect.poll(() => item(app, `run:${run?.runId}`)).toMatchObject({ label: 'git_status: OK' });
});

test('review only raises the approval window', async ({ start, configure, site }) => {
  const server = await site({ '/': 'hello' });
  configure({ approval_mode: 'require_approval', private_hosts_allowed: [server.host] });
  const app = await start();
  const run = app.get('runs.start', { tool: 'web_scrape', args: { url: server.url } });
  const page = await approvalPage(app);
  await press(app, 'review');
  const [pending] = await app.get('approvals.pending');
  expect(await app.get('approvals.review', { approvalId: pending?.approvalId })).toEqual({ raised: true });
  expect(await app.get('approvals.review', { approvalId: 'another' })).toEqual({ raised: false });
  expect(server.connections).toBe(0);
  // Given the keyboard, the window takes no answer for a moment.
  await waitUntilAnswerable(page);
  await pressDeny(app);
  expect((await run).status).toBe('denied');
});

test('raising a window for what is no longer asked shows no empty one', async ({
  start,
  configure,
  site,
}) => {
  const server = await site({ '/': 'hello' });
  configure({ approval_mode: 'require_approval', private_hosts_allowed: [server.host] });
  const app = await start();
  const run = app.get('runs.start', { tool: 'web_scrape', args: { url: server.url } });
  await approvalPage(app);
  await expect.poll(() => item(app, 'review'), { timeout: 10_000 }).toMatchObject({ enabled: true });
  // Both presses before anything else can happen: what the first is to raise is gone with the second.
  await app.inMain(({ Menu }) => {
    const menu = Menu.getApplicationMenu();
    for (const id of ['review', 'pause']) menu?.getMenuItemById(id)?.click();
  });
  expect((await run).status).toBe('cancelled');
  const visible = (): Promise<boolean[]> =>
    app.inMain(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .filter((window) => window.getTitle().startsWith('Approval'))
        .map((window) => window.isVisible()),
    );
  await app.panel.waitForTimeout(500);
  expect(await visible()).not.toContain(true);
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

test('a run, the panel and the end of the app from the menu', async ({
  start,
  configure,
  repository,
  openDesk,
}) => {
  configure({ workspace_roots: [repository.path] });
  // Nothing is minimised where no window manager runs.
  const app = await start({ env: (await openDesk()).env });
  const { runId } = await app.get('runs.start', { tool: 'git_status' });
  await press(app, `run:${runId}`);
  await expect(app.panel.getByRole('region', { name: 'Records' })).toBeVisible();
  await app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  const minimized = (): Promise<boolean | undefined> =>
    app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized());
  await expect.poll(minimized).toBe(true);
  await press(app, 'open');
  await expect.poll(minimized).toBe(false);
  const gone = new Promise((done) => app.electron.process().once('exit', done));
  // Answered before the click, so that the test's own question does not end with the app.
  await app.inMain(({ Menu }) => {
    setImmediate(() => {
      Menu.getApplicationMenu()?.getMenuItemById('quit')?.click();
    });
  });
  expect(await gone).toBe(0);
});

interface Told {
  title: string;
  body: string;
  click: () => void;
}

/** From now on the app's notifications are kept instead of shown: no notification service runs on a test's screen. */
function keepNotifications(app: RunningApp): Promise<void> {
  return app.inMain(({ Notification }) => {
    const told: Told[] = [];
    Object.assign(globalThis, { told });
    Object.defineProperty(Notification, 'isSupported', { value: () => true });
    Notification.prototype.show = function show(this: Electron.Notification) {
      told.push({ title: this.title, body: this.body, click: () => this.emit('click') });
    };
  });
}
const told = (app: RunningApp): Promise<{ title: string; body: string }[]> =>
  app.inMain(() =>
    (globalThis as unknown as { told: Told[] }).told.map(({ title, body }) => ({ title, body })),
  );

test('a request that waits while no window has the keyboard is told; pressing that only raises the window', async ({
  start,
  configure,
  site,
}) => {
  const server = await site({ '/': 'hello' });
  configure({ approval_mode: 'require_approval', private_hosts_allowed: [server.host] });
  const app = await start();
  await keepNotifications(app);
  const scrape = (reason: string) =>
    app.get('runs.start', { tool: 'web_scrape', args: { url: server.url }, reason });
  // Somebody works in another program.
  await app.inMain(({ BrowserWindow }) => {
    Object.defineProperty(BrowserWindow, 'getFocusedWindow', { value: () => null, configurable: true });
  });
  const run = scrape('words of the caller');
  await expect.poll(() => told(app)).toHaveLength(1);
  const [notice] = await told(app);
  expect(notice).toMatchObject({ title: 'web_scrape asks' });
  expect(JSON.stringify(notice)).not.toContain('words of the caller');
  await approvalPage(app);
  const raised = await app.inMain(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find((each) =>
      each.webContents.getURL().includes('approval'),
    );
    return new Promise<string>((resolve) => {
      if (window) window.focus = () => resolve('focused');
      (globalThis as unknown as { told: Told[] }).told[0]?.click();
      setTimeout(() => resolve('nothing'), 5_000);
    });
  });
  expect(raised).toBe('focused');
  expect(await app.get('approvals.pending')).toHaveLength(1);
  expect(server.connections).toBe(0);

  // With a window of ours in front there is nothing to tell.
  await app.inMain(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    Object.defineProperty(BrowserWindow, 'getFocusedWindow', { value: () => window, configurable: true });
  });
  const second = scrape('');
  await expect.poll(async () => (await app.get('approvals.pending')).length).toBe(2);
  expect(await told(app)).toHaveLength(1);
  // The person leaves for another program without having answered: now it is told.
  await app.inMain(({ app: main, BrowserWindow }) => {
    Object.defineProperty(BrowserWindow, 'getFocusedWindow', { value: () => null, configurable: true });
    main.emit('browser-window-blur', {}, BrowserWindow.getAllWindows()[0]);
  });
  await expect.poll(async () => (await told(app))[1]?.title).toBe('web_scrape asks (2 are waiting)');
  await pressDeny(app);
  expect((await run).status).toBe('denied');
  await pressDeny(app);
  expect((await second).status).toBe('denied');
});

test('the tray shows what waits and that everything is paused', async ({
  start,
  configure,
  site,
  userData,
}) => {
  const server = await site({ '/': 'hello' });
  configure({ approval_mode: 'require_approval', private_hosts_allowed: [server.host] });
  // A session bus on which something shows tray icons, as far as the app can tell.
  const bin = join(userData, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'gdbus'), '#!/bin/sh\necho "(true,)"\n', { mode: 0o755 });
  const app = await start({
    env: {
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus',
    },
  });
  await expect.poll(async () => (await app.get('control.state')).tray).toBe(true);
  await app.inMain(({ Tray }) => {
    const shown = { image: '', tip: '' };
    Object.assign(globalThis, { shown });
    Tray.prototype.setImage = (image) => void (shown.image = typeof image === 'string' ? image : 'a picture');
    Tray.prototype.setToolTip = (tip) => void (shown.tip = tip);
  });
  const shown = (): Promise<string> =>
    app.inMain(() => {
      const { image, tip } = (globalThis as unknown as { shown: { image: string; tip: string } }).shown;
      return `${image.replace(/^.*[\\/]/, '')} ${tip}`;
    });
  const run = app.get('runs.start', { tool: 'web_scrape', args: { url: server.url } });
  await expect.poll(shown).toMatch(/^waiting\.png .*1 waiting for you/);
  await app.get('control.pause');
  await expect.poll(shown).toMatch(/^paused\.png .*Paused/);
  expect(['cancelled', 'denied']).toContain((await run).status);
  const resumed = app.get('control.resume');
  await pressAllow(app);
  await resumed;
  await expect.poll(shown).toMatch(/^ready\.png .*Ready/);
});
