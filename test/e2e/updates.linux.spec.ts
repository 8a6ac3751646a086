import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test, type RunningApp } from '../support/app.ts';
import { startServer } from '../support/http-server.ts';

const sha512 = (text: string): string => createHash('sha512').update(text).digest('base64');

/** A feed as electron-builder publishes it. */
const feedOf = (version: string, url: string, content: string): string =>
  [
    `version: ${version}`,
    'files:',
    `  - url: ${url}`,
    `    sha512: ${sha512(content)}`,
    `    size: ${content.length}`,
    `path: ${url}`,
    `sha512: ${sha512(content)}`,
    "releaseDate: '2026-11-01T00:00:00.000Z'",
  ].join('\n');

/** A person who says yes to everything that is asked; the questions. */
const sayYes = (app: RunningApp): Promise<void> =>
  app.inMain(({ dialog }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false });
  });
/** Whether the updater has been loaded: it is in a part of the bundle of its own. */
const loaded = (app: RunningApp): Promise<boolean> =>
  app.inMain(() => {
    const { _cache } = process.getBuiltinModule('node:module') as unknown as {
      _cache: Record<string, unknown>;
    };
    return Object.keys(_cache).some((name) => name.includes('update-engine'));
  });

test('an update is found, fetched and installed, each only as the person says; held to its feed and its hash', async ({
  start,
  configure,
  userData,
}) => {
  const marker = join(userData, 'new-one-started');
  const content = `#!/bin/sh\n: > ${marker}\n`;
  let feed = feedOf('0.0.1', 'new.AppImage', content);
  let served = `${content}# not what the feed lists\n`;
  const elsewhere = await startServer({
    '/new.AppImage': (_request, response) => void response.end(content),
  });
  const server = await startServer({
    '/releases/latest-linux.yml': (_request, response) => void response.end(feed),
    '/releases/new.AppImage': (_request, response) => void response.end(served),
  });
  try {
    const installed = join(userData, 'cache', 'installed.AppImage');
    mkdirSync(join(userData, 'cache'));
    writeFileSync(installed, 'the old one');
    configure({ update_feed_url: `${server.origin}/releases/` });
    const share = join(userData, 'share');
    const env = { APPIMAGE: installed, XDG_CACHE_HOME: join(userData, 'cache'), XDG_DATA_HOME: share };
    const app = await start({ env });
    const { panel } = app;
    await panel.getByRole('link', { name: 'Settings' }).click();
    const button = (name: string) => panel.getByRole('button', { name, exact: true });
    const state = async (): Promise<string> => (await app.get('updates.state')).state;
    await expect(button('Check now')).toBeVisible();
    expect(await loaded(app)).toBe(false);
    expect(server.connections()).toBe(0);

    // An older one is none.
    await button('Check now').click();
    await expect(panel.getByText('This is the newest version.')).toBeVisible({ timeout: 30_000 });
    expect(await loaded(app)).toBe(true);
    expect(server.requests.map(({ headers }) => headers['x-user-staging-id'] ?? '')).toEqual(['']);

    // A file on another server than the feed's.
    feed = feedOf('9.9.9', `${elsewhere.origin}/new.AppImage`, content);
    await button('Check now').click();
    await expect(panel.getByText('Version 9.9.9 is there.')).toBeVisible({ timeout: 30_000 });
    await sayYes(app);
    await button('Download…').click();
    await expect.poll(state, { timeout: 30_000 }).toBe('failed');
    expect(elsewhere.connections()).toBe(0);

    // Other bytes than the feed lists.
    feed = feedOf('9.9.9', 'new.AppImage', content);
    await button('Check now').click();
    await button('Download…').click({ timeout: 30_000 });
    await expect(panel.getByText(/It did not work: sha512/)).toBeVisible({ timeout: 30_000 });

    served = content;
    await button('Check now').click();
    await button('Download…').click({ timeout: 30_000 });
    await expect(panel.getByText('Version 9.9.9 is downloaded.')).toBeVisible({ timeout: 30_000 });
    expect(await app.ask('updates.install')).toMatchObject({ ok: false, error: { code: 'denied' } });
    expect(readFileSync(installed, 'utf8')).toBe('the old one');
    const { entries } = await app.get('audit.query', { events: ['app'], order: 'asc' });
    const told = entries.map(({ detail }) => (detail as { what?: string } | undefined)?.what ?? '');
    expect(told.filter((what) => what.startsWith('update_'))).toEqual([
      ...[
        'update_check',
        'update_checked',
        'update_check',
        'update_checked',
        'update_download',
        'update_downloaded',
      ],
      ...['update_check', 'update_checked', 'update_download', 'update_downloaded'],
      ...['update_check', 'update_checked', 'update_download', 'update_downloaded'],
    ]);

    const gone = new Promise((done) => app.electron.process().once('exit', done));
    await button('Install…').click();
    await gone;
    expect(readFileSync(installed, 'utf8')).toBe(content);
    // One on another data folder than the usual tells the desktop nothing of itself.
    expect(existsSync(share)).toBe(false);
    await expect.poll(() => existsSync(marker), { timeout: 20_000 }).toBe(true);
  } finally {
    await server.close();
    await elsewhere.close();
  }
});
