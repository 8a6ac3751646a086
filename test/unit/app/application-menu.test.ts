import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import { expect, it } from 'vitest';
import { applicationMenu, trayImage } from '../../../src-main/app/application-menu.ts';

const QUICK: MenuItemConstructorOptions[] = [{ id: 'pause', label: 'Pause everything' }];
const below = (menu: MenuItemConstructorOptions | undefined): MenuItemConstructorOptions[] =>
  Array.isArray(menu?.submenu) ? menu.submenu : [];

it('on macOS begins with the app under the name that people know, and ends with its windows', () => {
  const menu = applicationMenu(QUICK, 'darwin');
  expect(menu[0]?.label).toBe('Execution Layer');
  expect(below(menu[0]).map(({ role, label }) => label ?? role)).toEqual([
    ...['About Execution Layer', undefined, 'Services', undefined],
    ...['Hide Execution Layer', 'Hide others', 'Show all', undefined, 'Quit Execution Layer'],
  ]);
  // Cmd+M and Cmd+W.
  expect(menu.at(-1)?.role).toBe('window');
  expect(below(menu.at(-1)).map(({ role }) => role)).toEqual(expect.arrayContaining(['minimize', 'close']));
});

it.each(['linux', 'win32'] as const)('on %s has neither: a window has its own', (platform) => {
  const menu = applicationMenu(QUICK, platform);
  expect(menu.map(({ role, label }) => label ?? role)).toEqual(['Quick actions', 'Edit', 'View']);
  expect(below(menu[0])).toEqual(QUICK);
});

it.each(['darwin', 'linux', 'win32'] as const)('every state has a picture for the tray of %s', (platform) => {
  for (const state of ['ready', 'waiting', 'paused'] as const) {
    const name = trayImage(state, platform);
    expect(/Template\.png$/.test(name)).toBe(platform === 'darwin');
    for (const file of [name, name.replace('.png', '@2x.png')])
      expect(existsSync(resolve(import.meta.dirname, '../../../resources/tray', file)), file).toBe(true);
  }
});
