import fs from 'node:fs';
import { join } from 'node:path';
import { replaceFileSync } from '../platform/replace-file.ts';

/** Started so, the app opens no window where a tray icon shows that it is there. */
export const HIDDEN = '--hidden';

export interface LoginItemHost {
  platform: NodeJS.Platform;
  /** What is started: the installed app, or the AppImage that it came in. */
  executable: string;
  /** The user's configuration folder (Linux). */
  config: string;
  /** The system's own list (macOS, Windows). */
  set: (open: boolean, args: string[]) => void;
}

/**
 * Has the app started at login, or no longer. On Linux by a file, after the Desktop Application Autostart Specification
 * 0.5 of freedesktop.org.
 * @throws the file system's error
 */
export function startAtLogin(open: boolean, host: LoginItemHost): void {
  if (host.platform !== 'linux') {
    host.set(open, [HIDDEN]);
    return;
  }
  const path = join(host.config, 'autostart', 'execution-layer.desktop');
  if (open) replaceFileSync(path, desktopEntry(host.executable));
  else fs.rmSync(path, { force: true });
}

function desktopEntry(executable: string): string {
  const exec = `${quoted(executable)} ${HIDDEN}`;
  return `[Desktop Entry]\nType=Application\nName=Execution Layer\nExec=${exec}\nTerminal=false\n`;
}

/**
 * An argument as `Exec` wants it (Desktop Entry Specification 1.5): quoted, a percent sign doubled, and then what is
 * special in any value escaped once more.
 */
function quoted(text: string): string {
  const within = text.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%');
  return `"${within}"`.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
