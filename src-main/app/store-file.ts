import { basename, dirname, extname } from 'node:path';
import type Store from 'electron-store';
import { plainSettingsFile, settingsText } from '../settings/settings-file.ts';
import type { SettingsFile } from '../settings/settings-store.ts';

export interface ElectronStoreFile extends SettingsFile {
  /** Loads electron-store; from then on it writes. @throws the module loader's error; writing then goes on without it */
  load(): Promise<void>;
}

/**
 * The settings file behind electron-store, which replaces it atomically. Reading is ours: electron-store would throw at a
 * broken file or a value of the wrong type, and those are to be mended key by key.
 *
 * electron-store is dear to load, and settings are seldom written while the app starts. Until `load` has been called and
 * has ended, a write, which cannot wait, replaces the file itself: as one act too, with the same text and rights.
 */
export function electronStoreFile(path: string): ElectronStoreFile {
  const file = plainSettingsFile(path);
  let loaded: typeof Store | undefined;
  let store: Store | undefined;
  return {
    ...file,
    async load() {
      loaded = (await import('electron-store')).default;
    },
    write(value) {
      if (!loaded) {
        file.write(value);
        return;
      }
      try {
        store ??= openStore(loaded, path);
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

function openStore(ElectronStore: typeof Store, path: string): Store {
  const extension = extname(path);
  return new ElectronStore({
    cwd: dirname(path),
    name: basename(path, extension),
    fileExtension: extension.slice(1),
    configFileMode: 0o600,
    clearInvalidConfig: false,
    accessPropertiesByDotNotation: false,
    serialize: settingsText,
  });
}
