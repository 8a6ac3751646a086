import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, expect } from '@playwright/test';
import { launchOptions } from '../../scripts/lib/launch.mjs';
import { test, type RunningApp } from '../support/app.ts';
import { exitOf, spawnApp } from '../support/spawn-app.ts';

/** As the system hands over what a second start was given. */
const startedAgainWith = (app: RunningApp, ...argv: string[]) =>
  app.inMain(({ app: main }, given) => main.emit('second-instance', {}, ['execution-layer', ...given]), argv);
const heading = (app: RunningApp) => app.panel.getByRole('heading', { level: 1 });

test('a second start with a link hands it over and ends', async ({ start, userData }) => {
  const app = await start();
  expect(await exitOf(spawnApp(userData, ['execution-layer://rules']))).toBe(0);
  await expect(heading(app)).toHaveText('Rules');
  // What is no link of ours opens nothing, whatever else stands beside it.
  const hostile = ['execution-layer://settings?x', 'execution-layer-app://panel/'];
  expect(await exitOf(spawnApp(userData, hostile))).toBe(0);
  await expect(heading(app)).toHaveText('Rules');
});

test('a link opens a view or a run, and nothing else', async ({ start, configure, repository }) => {
  configure({ workspace_roots: [repository.path] });
  const app = await start({ args: ['execution-layer://settings'] });
  await expect(heading(app)).toHaveText('Settings');
  await startedAgainWith(app, 'execution-layer://rules');
  await expect(heading(app)).toHaveText('Rules');
  const { runId } = await app.get('runs.start', { tool: 'git_status', args: {} });
  for (const hostile of [
    'execution-layer://tools/run?tool=git_status',
    'execution-layer-app://panel/index.html#settings',
    'https://example.com/',
  ])
    await startedAgainWith(app, hostile);
  await expect(heading(app)).toHaveText('Rules');
  await startedAgainWith(app, `execution-layer://log/${runId}`);
  await expect(heading(app)).toHaveText('Log');
  await expect(app.panel.getByRole('region', { name: runId })).toBeVisible();
  expect((await app.get('audit.runs', {})).runs).toHaveLength(1);
});

/** A session bus on which something shows tray icons, as far as the app can tell. */
function trayHost(folder: string): Record<string, string> {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'gdbus'), '#!/bin/sh\necho "(true,)"\n', { mode: 0o755 });
  return { PATH: `${bin}:${process.env['PATH'] ?? ''}`, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus' };
}
const visible = (app: RunningApp) =>
  app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());

test('started hidden, the app opens its window where no tray icon shows it', async ({ start }) => {
  const app = await start({ args: ['--hidden'] });
  const { tray } = await app.get('control.state');
  expect(tray).toBe(false);
  await expect.poll(() => visible(app)).toBe(true);
});

test('started hidden in the tray, it has no window until somebody asks for one', async ({ userData }) => {
  const electron = await _electron.launch(
    launchOptions({ userData, args: ['--hidden'], env: trayHost(userData) }),
  );
  try {
    const log = join(userData, 'logs', 'app.log');
    const started = () => existsSync(log) && readFileSync(log, 'utf8').includes('Started, version');
    await expect.poll(started, { timeout: 20_000 }).toBe(true);
    expect(electron.windows()).toEqual([]);
    await electron.evaluate(({ app }) => app.emit('activate'));
    await expect.poll(() => electron.windows().length).toBe(1);
  } finally {
    electron.process().kill('SIGKILL');
  }
});

test('started hidden in the tray, it opens its window when runs were interrupted', async ({
  start,
  configure,
  site,
  userData,
}) => {
  const slow = await site({});
  configure({ private_hosts_allowed: [slow.host] });
  slow.hang();
  const first = await start();
  void first.ask('runs.start', { tool: 'web_scrape', args: { url: slow.url } }).catch(() => undefined);
  await expect.poll(() => slow.requests).toBe(1);
  await first.kill();
  const app = await start({ args: ['--hidden'], env: trayHost(userData) });
  await expect.poll(() => visible(app)).toBe(true);
  expect((await app.get('control.state')).tray).toBe(true);
  await expect(app.panel.getByText('A run was interrupted').first()).toBeVisible();
});
