import { basename, dirname, extname } from 'node:path';
import Store from 'electron-store';
import { plainSettingsFile } from '../settings/settings-file.ts';
import type { SettingsFile } from '../settings/settings-store.ts';

/**
 * The settings file behind electron-store, which replaces it atomically. Reading is ours: electron-store would throw at a
 * broken file or a value of the wrong type, and those are to be mended key by key.
 */
export function electronStoreFile(path: string): SettingsFile {
  const file = plainSettingsFile(path);
  let store: Store | undefined;
  return {
    ...file,
    write(value) {
      try {
        store ??= openStore(path);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        // electron-store opens only over JSON. A copy of the broken file has been kept; it is replaced as one act by the
        // value itself, so that no crash can leave an empty (and laxer) file behind.
        file.write(value);
        return;
      }
      store.store = value;
    },
  };
}

function openStore(path: string): Store {
  const extension = extname(path);
  return new Store({
    cwd: dirname(path),
    name: basename(path, extension),
    fileExtension: extension.slice(1),
    configFileMode: 0o600,
    clearInvalidConfig: false,
    accessPropertiesByDotNotation: false,
  });
}
