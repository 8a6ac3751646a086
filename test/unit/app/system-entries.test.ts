import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemEntries } from '../../../src-main/app/system-entries.ts';
import { newFolder } from '../../support/door.ts';

/** The entries of an app on a system that is a folder, and what it told the system by other means. */
function open(platform: NodeJS.Platform, env: NodeJS.ProcessEnv = {}, usual = true) {
  const root = newFolder();
  const told: unknown[] = [];
  const config = join(root, 'config');
  const entries = systemEntries({
    platform,
    env: { XDG_DATA_HOME: join(root, 'share'), ...env },
    userData: { dir: join(root, 'data'), usual },
    app: {
      getPath: (name) => (name === 'exe' ? '/tmp/unpacked/app' : config),
      setLoginItemSettings: ({ openAtLogin, path }) => void told.push({ openAtLogin, path }),
      setAsDefaultProtocolClient: (scheme, path) => told.push({ scheme, path }) > 0,
      removeAsDefaultProtocolClient: (scheme, path) => told.push({ removed: scheme, path }) > 0,
    },
    report: () => undefined,
  });
  const autostart = join(config, 'autostart', 'execution-layer.desktop');
  const links = join(root, 'share', 'applications', 'execution-layer-appimage.desktop');
  return { entries, told, autostart, links, root };
}

it('what starts at login although the settings say no is taken away at a start', () => {
  const { entries, autostart } = open('linux');
  mkdirSync(join(autostart, '..'), { recursive: true });
  writeFileSync(autostart, 'of before');
  entries.atStart(false);
  expect(existsSync(autostart)).toBe(false);
  entries.atStart(true);
  expect(readFileSync(autostart, 'utf8')).toContain('Exec=/tmp/unpacked/app --hidden');
});

it('an AppImage says where it is, for its links and at login, and takes both away', () => {
  const { entries, autostart, links } = open('linux', { APPIMAGE: '/home/anna/Execution Layer.AppImage' });
  entries.atStart(true);
  expect(readFileSync(autostart, 'utf8')).toContain('Exec="/home/anna/Execution Layer.AppImage" --hidden');
  const entry = readFileSync(links, 'utf8');
  expect(entry).toContain('Exec="/home/anna/Execution Layer.AppImage" %u\n');
  expect(entry).toContain('MimeType=x-scheme-handler/execution-layer;\n');
  expect(entry).toContain('NoDisplay=true\n');
  for (const removal of entries.removals()) removal();
  expect(existsSync(autostart) || existsSync(links)).toBe(false);
});

it('one from a package writes no entry for links: the package has one', () => {
  const { entries, links } = open('linux');
  entries.atStart(false);
  expect(existsSync(links)).toBe(false);
});

it('on Windows, the portable app gives its own file, not the folder that it was unpacked to', () => {
  const portable = 'D:\\Execution Layer.exe';
  const { entries, told } = open('win32', { PORTABLE_EXECUTABLE_FILE: portable });
  entries.atStart(false);
  for (const removal of entries.removals()) removal();
  expect(told).toEqual([
    { openAtLogin: false, path: portable },
    { scheme: 'execution-layer', path: portable },
    { openAtLogin: false, path: portable },
    { removed: 'execution-layer', path: portable },
  ]);
});

it('on another data folder, nothing is changed that nobody asked for', () => {
  const { entries, autostart, root, told } = open('linux', { APPIMAGE: '/a/b.AppImage' }, false);
  entries.atStart(false);
  expect(readdirSync(root)).toEqual([]);
  entries.startAtLogin(true);
  expect(readFileSync(autostart, 'utf8')).toContain(`--user-data-dir=${join(root, 'data')} --hidden`);
  for (const removal of entries.removals()) removal();
  expect(existsSync(autostart)).toBe(false);
  expect(told).toEqual([]);
});
