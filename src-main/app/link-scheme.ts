import fs from 'node:fs';
import { join } from 'node:path';
import { readIfThere, replaceFileSync } from '../platform/replace-file.ts';
import { LINK_SCHEME } from './deep-link.ts';
import { desktopEntry } from './desktop-entry.ts';

export interface LinkSchemeHost {
  platform: NodeJS.Platform;
  executable: string;
  /** The AppImage that the app runs from, if it does. */
  appImage: string | undefined;
  /** The user's data folder (Linux: `$XDG_DATA_HOME`). */
  data: string;
  /** The system's own list (Windows). */
  set: (open: boolean, path: string) => void;
  /** Has the desktop read the entries of a folder anew (Linux). */
  entriesChanged: (folder: string) => void;
}

/** The entry that an AppImage writes for itself. */
export const APPIMAGE_ENTRY = 'execution-layer-appimage.desktop';

/**
 * Has the system hand our links to this app, or to nobody. On Windows by its list; a deb or an rpm brings an entry along, and
 * macOS reads it from the app. An AppImage brings nothing: it writes an entry of its own, which no menu shows.
 * @throws the file system's error
 */
export function openLinks(open: boolean, host: LinkSchemeHost): void {
  const { platform, executable, appImage, data } = host;
  if (platform === 'win32') {
    host.set(open, executable);
    return;
  }
  // Gone is also what an AppImage has left that is not there any more.
  if (platform !== 'linux' || (open && appImage === undefined)) return;
  const folder = join(data, 'applications');
  const path = join(folder, APPIMAGE_ENTRY);
  const entry =
    open && appImage !== undefined
      ? desktopEntry([appImage, '%u'], {
          NoDisplay: 'true',
          StartupWMClass: 'execution-layer',
          MimeType: `x-scheme-handler/${LINK_SCHEME};`,
        })
      : null;
  if (entry === readIfThere(path)) return;
  if (entry === null) fs.rmSync(path, { force: true });
  else replaceFileSync(path, entry);
  host.entriesChanged(folder);
}
