import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { JsonObject } from '../../src-preload/contract/json.ts';
import { MAX_CONFIG_BYTES } from './config-text.ts';
import type { SettingsFile } from './settings-store.ts';

/** A settings file that is a file: read whole, replaced whole. */
export function plainSettingsFile(path: string): SettingsFile {
  return {
    path,
    readText: () => readTextUpTo(path, MAX_CONFIG_BYTES + 1),
    write: (value: JsonObject) => replaceFile(path, settingsText(value)),
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

/**
 * Replaces a file as one act, mode 0600: after a crash it is the old one or the new one, whole.
 * @throws the file system's error; the old file is then untouched.
 */
export function replaceFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.${randomUUID()}.tmp`;
  try {
    const file = openSync(fresh, 'wx', 0o600);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}
