import type { MenuItemConstructorOptions } from 'electron';
import { texts } from '../texts/texts.ts';
import { APP_NAME } from './app-id.ts';

const words = texts.menu;

/**
 * The application menu: the quick actions, and what its system expects of any app. On macOS it is where Cmd+W, M, H and Q come
 * from.
 */
export function applicationMenu(
  items: MenuItemConstructorOptions[],
  platform: NodeJS.Platform,
): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  return [
    ...(mac ? [appMenu()] : []),
    { label: words.quickActions, id: 'quick-actions', submenu: items },
    {
      role: 'editMenu',
      label: words.edit,
      submenu: [
        { role: 'undo', label: words.undo },
        { role: 'redo', label: words.redo },
        { type: 'separator' },
        { role: 'cut', label: words.cut },
        { role: 'copy', label: words.copy },
        { role: 'paste', label: words.paste },
        { role: 'selectAll', label: words.selectAll },
      ],
    },
    {
      label: words.view,
      submenu: [
        { role: 'zoomIn', label: words.zoomIn },
        { role: 'zoomOut', label: words.zoomOut },
        { role: 'resetZoom', label: words.resetZoom },
        { role: 'togglefullscreen', label: words.fullScreen },
      ],
    },
    ...(mac ? [windowMenu()] : []),
  ];
}

/** With the name that people know: Electron would take the one of the package. */
const appMenu = (): MenuItemConstructorOptions => ({
  label: APP_NAME,
  submenu: [
    { role: 'about', label: words.about(APP_NAME) },
    { type: 'separator' },
    { role: 'services', label: words.services },
    { type: 'separator' },
    { role: 'hide', label: words.hide(APP_NAME) },
    { role: 'hideOthers', label: words.hideOthers },
    { role: 'unhide', label: words.unhide },
    { type: 'separator' },
    { role: 'quit', label: words.quitApp(APP_NAME) },
  ],
});

const windowMenu = (): MenuItemConstructorOptions => ({
  role: 'window',
  label: words.window,
  submenu: [
    { role: 'minimize', label: words.minimize },
    { role: 'zoom', label: words.zoom },
    { role: 'close', label: words.close },
    { type: 'separator' },
    { role: 'front', label: words.front },
  ],
});

/**
 * The tray's picture of a state. macOS draws what is called a template in the colours of its menu bar, light or dark.
 * @returns its file's name
 */
export function trayImage(state: 'ready' | 'waiting' | 'paused', platform: NodeJS.Platform): string {
  return `${state}${platform === 'darwin' ? 'Template' : ''}.png`;
}
