import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test, type RunningApp } from '../support/app.ts';
import { exitOf, spawnApp } from '../support/spawn-app.ts';

const shown = (app: RunningApp) =>
  app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()));

test('started once more on the same folder, the app shows its window, and only one writes the record', async ({
  start,
  userData,
  configure,
  repository,
}) => {
  configure({ workspace_roots: [repository.path] });
  const app = await start();
  await app.get('runs.start', { tool: 'git_status' });
  await app.get('audit.verify');
  await app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  expect(await shown(app)).toEqual([false]);
  const logs = join(userData, 'logs');
  const record = () =>
    readdirSync(logs)
      .filter((name) => name.startsWith('tools_audit.'))
      .map((name) => [name, readFileSync(join(logs, name), 'utf8')]);
  const before = record();

  expect(await exitOf(spawnApp(userData))).toBe(0);
  await expect.poll(() => shown(app)).toEqual([true]);
  expect(record()).toEqual(before);
  // The one that was there goes on with it.
  expect((await app.get('runs.start', { tool: 'git_status' })).status).toBe('ok');
  expect(await app.get('audit.verify')).toMatchObject({ ok: true });
  const { entries } = await app.get('audit.query', { events: ['app'], limit: 500 });
  expect(
    entries.filter(({ detail }) => (detail as { what?: string } | undefined)?.what === 'started'),
  ).toHaveLength(1);
});
