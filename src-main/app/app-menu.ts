import { Menu, type BrowserWindow } from 'electron';

/*
 * The application menu is also every window's menu on Linux and Windows, and its accelerators act there. The approval
 * window has none: a key that somebody presses there is an answer or nothing.
 */

const without = new Set<BrowserWindow>();

/** Takes the menu from a window, for good. */
export function keepWithoutMenu(window: BrowserWindow): void {
  without.add(window);
  window.setMenu(null);
  window.once('closed', () => without.delete(window));
}

/** The only way to set the application menu: Electron gives it to every open window, those without one included. */
export function setApplicationMenu(menu: Menu): void {
  Menu.setApplicationMenu(menu);
  for (const window of without) window.setMenu(null);
}
