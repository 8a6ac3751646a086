import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { test, type RunningApp } from '../support/app.ts';
import { makeTempDir } from '../support/git-repo.ts';

/** Somebody who answers with the button of this number; what they were asked. */
const answering = (app: RunningApp, response: number): Promise<void> =>
  app.inMain(({ dialog }, answer) => {
    const seen = globalThis as unknown as { asked?: unknown[] };
    seen.asked = [];
    dialog.showMessageBox = ((_window: unknown, options: unknown) => {
      seen.asked?.push(options);
      return Promise.resolve({ response: answer, checkboxChecked: false });
    }) as never;
  }, response);
const asked = (app: RunningApp) =>
  app.inMain(() => (globalThis as unknown as { asked: { detail: string; defaultId: number }[] }).asked);
const press = async (panel: Page): Promise<void> => {
  await panel.getByRole('link', { name: 'Settings' }).click();
  await panel.getByRole('button', { name: 'Remove all…' }).click();
};

test('everything that is kept is removed after a press and a yes, and nothing else', async ({
  start,
  configure,
  userData,
  site,
}) => {
  const elsewhere = await makeTempDir();
  const server = await site({});
  server.hang();
  configure({ private_hosts_allowed: [server.host] });
  // A folder of somebody's with other things in it, some where the app has its own.
  const theirs = ['notes.txt', 'logs/other.log', 'profiles/mine/x', 'browsers/mine/x'];
  for (const name of [
    ...theirs.map((each) => join(userData, each)),
    join(elsewhere.path, 'tools_audit.jsonl'),
  ]) {
    mkdirSync(dirname(name), { recursive: true });
    writeFileSync(name, 'mine');
  }
  symlinkSync(elsewhere.path, join(userData, 'imported'));
  const app = await start();
  const { panel } = app;
  expect(await app.ask('system.removeData')).toMatchObject({ ok: false, error: { code: 'denied' } });

  await answering(app, 0);
  await press(panel);
  await expect.poll(async () => (await asked(app)).length).toBe(1);
  expect((await asked(app))[0]).toMatchObject({ defaultId: 0, cancelId: 0 });
  expect((await asked(app))[0]?.detail).toContain(userData);
  expect(await app.get('control.state')).toMatchObject({ paused: false });
  expect(existsSync(join(userData, 'logs', 'tools_audit.jsonl'))).toBe(true);

  void app.ask('runs.start', { tool: 'web_scrape', args: { url: server.url } }).catch(() => undefined);
  await expect.poll(() => server.requests).toBe(1);
  await answering(app, 1);
  const gone = new Promise((done) => app.electron.process().once('exit', done));
  // The app may be gone before Playwright has heard of the click.
  await press(panel).catch(() => undefined);
  await gone;
  const left = readdirSync(userData, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => !['logs', 'profiles', 'browsers', 'imported/tools_audit.jsonl'].includes(name));
  expect(left.sort()).toEqual(['imported', ...theirs, 'browsers/mine', 'profiles/mine'].sort());
  expect(readFileSync(join(elsewhere.path, 'tools_audit.jsonl'), 'utf8')).toBe('mine');
  await elsewhere.remove();
});

test('a folder in which nothing else is goes as well', async ({ start, userData }) => {
  const dir = join(userData, 'of its own');
  const app = await start({ userData: dir });
  await answering(app, 1);
  const gone = new Promise((done) => app.electron.process().once('exit', done));
  await press(app.panel).catch(() => undefined);
  await gone;
  expect(existsSync(dir)).toBe(false);
});
