import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { environmentSwitches } from '../../scripts/lib/electron-args.mjs';
import { packedExecutable } from '../../scripts/lib/pack-run.mjs';
import { test } from '../support/app.ts';
import { pressAllow } from '../support/approval.ts';

/*
 * What an installed app tells the desktop of itself. The packed app, in a home of its own and on the data folder that it uses
 * there unless told; started as an AppImage is, by a file that passes on what it is given.
 */

test('the packed app starts at login when it is told to, opens its links, and takes all of it away again', async ({
  start,
  userData: home,
}) => {
  const { switches } = environmentSwitches({
    platform: process.platform,
    uid: process.getuid?.(),
    virtual: true,
  });
  const config = join(home, 'config');
  const data = join(config, 'execution-layer');
  const appImage = join(home, 'Execution Layer.AppImage');
  const env = {
    HOME: home,
    XDG_CONFIG_HOME: config,
    XDG_DATA_HOME: join(home, 'share'),
    XDG_CACHE_HOME: join(home, 'cache'),
    APPIMAGE: appImage,
  };
  writeFileSync(appImage, `#!/bin/sh\nexec '${packedExecutable('test')}' ${switches.join(' ')} "$@"\n`);
  chmodSync(appImage, 0o755);
  const autostart = join(config, 'autostart', 'execution-layer.desktop');
  const links = join(home, 'share', 'applications', 'execution-layer-appimage.desktop');
  mkdirSync(join(autostart, '..'), { recursive: true });
  writeFileSync(autostart, '[Desktop Entry]\nType=Application\nExec=/an/older/one --hidden\n');
  const cache = join(home, 'cache', 'execution-layer-updater', 'pending');
  mkdirSync(cache, { recursive: true });

  const app = await start({ packed: true, userData: data, env });
  // The settings say no: what an older one left is gone.
  await expect.poll(() => existsSync(autostart)).toBe(false);
  const turned = app.get('settings.update', { start_at_login: true });
  await pressAllow(app);
  await turned;
  expect(readFileSync(autostart, 'utf8')).toContain(`Exec="${appImage}" --hidden\n`);
  expect(readFileSync(autostart, 'utf8')).toContain(`TryExec=${appImage}\n`);

  // The desktop itself finds the app for a link, and starts a second one that hands it over.
  const type = 'x-scheme-handler/execution-layer';
  const asked = () =>
    execFileSync('xdg-mime', ['query', 'default', type], { env: { ...process.env, ...env } });
  await expect.poll(() => asked().toString().trim()).toBe('execution-layer-appimage.desktop');
  execFileSync('gio', ['launch', links, 'execution-layer://rules'], { env: { ...process.env, ...env } });
  await expect(app.panel.getByRole('heading', { level: 1 })).toHaveText('Rules', { timeout: 20_000 });

  await app.inMain(({ dialog }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false });
  });
  await app.panel.getByRole('link', { name: 'Settings' }).click();
  const gone = new Promise((done) => app.electron.process().once('exit', done));
  await app.panel
    .getByRole('button', { name: 'Remove all…' })
    .click()
    .catch(() => undefined);
  await gone;
  for (const path of [data, autostart, links, cache]) expect(existsSync(path), path).toBe(false);
});
