import { randomBytes } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import fs from 'node:fs';
import { join } from 'node:path';
import { replaceFileSync } from '../platform/replace-file.ts';
import { syncFolder } from './audit-fs.ts';

const KEY_BYTES = 32;

/**
 * The key of the digests that stand for secrets, from `<dir>/redaction.key` (0600), made there when it is missing. `dir`
 * should not be the log's own folder: whoever is handed the log must not get the key with it.
 *
 * When the file cannot be read or made, a key for this session takes its place and `problem` says so: secrets stay
 * hidden all the same, only digests of different sessions cannot be compared.
 */
export function loadRedactionKey(dir: string): { key: Buffer; problem: string | null } {
  const path = join(dir, 'redaction.key');
  try {
    const key = readKey(path) ?? makeKey(dir, path);
    return { key, problem: null };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const problem =
      `The key for redacted values cannot be used (${why}). A new one is used until the app closes, so that equal ` +
      `secrets look different from before. Restore or delete ${path}, then restart the app.`;
    return { key: randomBytes(KEY_BYTES), problem };
  }
}

function readKey(path: string): Buffer | null {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return null;
  if (!stat.isFile()) throw new Error('something else than a file is in its place');
  if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) fs.chmodSync(path, 0o600);
  const key = readFileSync(path);
  if (key.length !== KEY_BYTES) throw new Error(`it has ${key.length} bytes instead of ${KEY_BYTES}`);
  return key;
}

function makeKey(dir: string, path: string): Buffer {
  const key = randomBytes(KEY_BYTES);
  replaceFileSync(path, key);
  syncFolder(fs, dir);
  return key;
}
