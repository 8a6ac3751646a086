import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startAtLogin, startedHidden, type LoginItemHost } from '../../../src-main/app/login-item.ts';
import { makeTempDir } from '../../support/git-repo.ts';

const host = (more: Partial<LoginItemHost>): LoginItemHost => ({
  platform: 'linux',
  executable: '/opt/Execution Layer/execution-layer',
  dataDir: null,
  config: '/nowhere',
  set: () => {
    throw new Error('not on Linux');
  },
  ...more,
});

it('on Linux is a file that starts the app hidden, and is gone when turned off', async () => {
  const folder = await makeTempDir();
  const path = join(folder.path, 'autostart', 'execution-layer.desktop');
  const here = host({ config: folder.path });
  startAtLogin(true, here);
  const lines = readFileSync(path, 'utf8').split('\n');
  expect(lines).toContain('Exec="/opt/Execution Layer/execution-layer" --hidden');
  // Without it, an app that was deleted would be looked for at every login.
  expect(lines).toContain('TryExec=/opt/Execution Layer/execution-layer');
  startAtLogin(true, host({ config: folder.path, executable: '/a "b" $c `d` \\e 100%' }));
  expect(readFileSync(path, 'utf8')).toContain(
    String.raw`Exec="/a \\"b\\" \\$c \\${'`'}d\\${'`'} \\\\e 100%%" --hidden`,
  );
  startAtLogin(false, here);
  expect(existsSync(path)).toBe(false);
  startAtLogin(false, here);
  await folder.remove();
});

it('another data folder is named to what is started', async () => {
  const folder = await makeTempDir();
  const path = join(folder.path, 'autostart', 'execution-layer.desktop');
  const usual = host({ config: folder.path, executable: '/opt/app' });
  const here = { ...usual, dataDir: '/my data' };
  startAtLogin(true, here);
  expect(readFileSync(path, 'utf8')).toContain('Exec=/opt/app "--user-data-dir=/my data" --hidden\n');
  // There is one entry for all data folders, and each takes its own away.
  startAtLogin(false, usual);
  startAtLogin(false, { ...usual, dataDir: '/another' });
  expect(existsSync(path)).toBe(true);
  startAtLogin(false, here);
  expect(existsSync(path)).toBe(false);
  startAtLogin(true, usual);
  startAtLogin(false, here);
  expect(existsSync(path)).toBe(true);
  await folder.remove();
});

it.each(['darwin', 'win32'] as const)('on %s is in the list of the system', (platform) => {
  const told: unknown[] = [];
  const there = host({ platform, set: (item) => void told.push(item) });
  startAtLogin(true, there);
  startAtLogin(false, there);
  const item = { path: there.executable, args: ['--hidden'], name: 'execution-layer' };
  expect(told).toEqual([
    { openAtLogin: true, ...item },
    { openAtLogin: false, ...item },
  ]);
});

it('started by the system at login it is hidden: told by its argument, and on macOS by the system', () => {
  const at = (login: boolean) => () => login;
  expect(startedHidden(['app', '--hidden'], 'linux', at(false))).toBe(true);
  expect(startedHidden(['app'], 'darwin', at(true))).toBe(true);
  expect(startedHidden(['app'], 'darwin', at(false))).toBe(false);
  expect(startedHidden(['app'], 'win32', at(true))).toBe(false);
});
