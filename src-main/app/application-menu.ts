import type { MenuItemConstructorOptions } from 'electron';
import { APP_NAME } from './app-id.ts';

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
    { label: 'Quick actions', id: 'quick-actions', submenu: items },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [{ role: 'zoomIn' }, { role: 'zoomOut' }, { role: 'resetZoom' }, { role: 'togglefullscreen' }],
    },
    ...(mac ? [windowMenu()] : []),
  ];
}

/** With the name that people know: Electron would take the one of the package. */
const appMenu = (): MenuItemConstructorOptions => ({
  label: APP_NAME,
  submenu: [
    { role: 'about', label: `About ${APP_NAME}` },
    { type: 'separator' },
    { role: 'services' },
    { type: 'separator' },
    { role: 'hide', label: `Hide ${APP_NAME}` },
    { role: 'hideOthers' },
    { role: 'unhide' },
    { type: 'separator' },
    { role: 'quit', label: `Quit ${APP_NAME}` },
  ],
});

const windowMenu = (): MenuItemConstructorOptions => ({
  role: 'window',
  submenu: [
    { role: 'minimize' },
    { role: 'zoom' },
    { role: 'close' },
    { type: 'separator' },
    { role: 'front' },
  ],
});

/**
 * The tray's picture of a state. macOS draws what is called a template in the colours of its menu bar, light or dark.
 * @returns its file's name
 */
export function trayImage(state: 'ready' | 'waiting' | 'paused', platform: NodeJS.Platform): string {
  return `${state}${platform === 'darwin' ? 'Template' : ''}.png`;
}
