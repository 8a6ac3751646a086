import fs from 'node:fs';
import { join } from 'node:path';
import { readIfThere, replaceFileSync } from '../platform/replace-file.ts';
import { desktopEntry } from './desktop-entry.ts';

/** Started so, the app opens no window where a tray icon shows that it is there. */
export const HIDDEN = '--hidden';

export interface LoginItemHost {
  platform: NodeJS.Platform;
  /** What is started: the installed app, or the file that it came in. */
  executable: string;
  /** Its data folder, where that is not the usual one. */
  dataDir: string | null;
  /** The user's configuration folder (Linux). */
  config: string;
  /** The system's own list (macOS, Windows). */
  set: (item: { openAtLogin: boolean; path: string; args: string[]; name: string }) => void;
}

const DATA_DIR = '--user-data-dir=';
/** Under what name Windows keeps it; resources/installer.nsh takes it away by that. */
const WINDOWS_NAME = 'execution-layer';

/**
 * Has the app started at login, or no longer. On Linux by a file, after the Desktop Application Autostart Specification
 * 0.5 of freedesktop.org. macOS passes no arguments on: see `startedHidden`.
 * @throws the file system's error
 */
export function startAtLogin(open: boolean, host: LoginItemHost): void {
  const { platform, executable, dataDir, config, set } = host;
  const args = [...(dataDir === null ? [] : [`${DATA_DIR}${dataDir}`]), HIDDEN];
  if (platform !== 'linux') {
    set({ openAtLogin: open, path: executable, args, name: WINDOWS_NAME });
    return;
  }
  const path = join(config, 'autostart', 'execution-layer.desktop');
  const entry = desktopEntry([executable, ...args]);
  if (open) replaceFileSync(path, entry);
  else if (isOf(dataDir, entry, readIfThere(path))) fs.rmSync(path);
}

/** Whether what is there is of an app on this data folder; there is one entry for all of them. */
function isOf(dataDir: string | null, entry: string, there: string | null): boolean {
  return there !== null && (dataDir === null ? !there.includes(DATA_DIR) : there === entry);
}

/** Whether nobody asked for a window: the system has started the app at login. */
export function startedHidden(
  argv: readonly string[],
  platform: NodeJS.Platform,
  openedAtLogin: () => boolean,
): boolean {
  return argv.includes(HIDDEN) || (platform === 'darwin' && openedAtLogin());
}
