import type { JsonObject } from '../../src-preload/contract/json.ts';

/**
 * The settings file, as the settings need it. electron-store stands behind it in the app, a plain file in tests: only
 * `main.ts` knows which.
 */
export interface SettingsFile {
  /** Where the file is, for messages and for the copy aside. */
  readonly path: string;
  /** The file's text, or null when there is none yet. */
  readText(): string | null;
  /** Replaces the whole file, atomically, mode 0600. @throws the file system's error */
  write(value: JsonObject): void;
}
