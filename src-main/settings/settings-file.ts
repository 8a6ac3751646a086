import { closeSync, openSync, readSync } from 'node:fs';
import type { JsonObject } from '../../src-preload/contract/json.ts';
import { replaceFileSync } from '../platform/replace-file.ts';
import { MAX_CONFIG_BYTES } from './config-text.ts';
import type { SettingsFile } from './settings-store.ts';

/** A settings file that is a file: read whole, replaced whole. */
export function plainSettingsFile(path: string): SettingsFile {
  return {
    path,
    readText: () => readTextUpTo(path, MAX_CONFIG_BYTES + 1),
    write: (value: JsonObject) => replaceFileSync(path, settingsText(value)),
  };
}

/** What stands in the file, whoever writes it. */
export function settingsText(value: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/**
 * The text of a file, cut at `maxBytes` (so that a giant one cannot fill the memory), or null when there is none.
 * @throws the file system's error, but for a missing file.
 */
export function readTextUpTo(path: string, maxBytes: number): string | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  try {
    const buffer = Buffer.alloc(maxBytes);
    let size = 0;
    for (let read = -1; read !== 0 && size < maxBytes; size += read) {
      read = readSync(file, buffer, size, maxBytes - size, null);
    }
    return buffer.toString('utf8', 0, size);
  } finally {
    closeSync(file);
  }
}
