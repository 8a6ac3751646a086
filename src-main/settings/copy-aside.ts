import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync, writeSync } from 'node:fs';
import { join, parse } from 'node:path';

/**
 * Copies a file beside itself, byte for byte, as `<name>.<label>-<time>.json`, mode 0600, never over another file.
 * When such a copy with the same bytes is there already (the broken file was left as it is), that one is kept.
 * @returns the path of the copy. @throws the file system's error.
 */
export function copyAside(path: string, label: 'bad' | 'edited', nowMs: number): string {
  const { dir, name } = parse(path);
  const prefix = `${name}.${label}-`;
  for (const entry of readdirSync(dir).filter((file) => file.startsWith(prefix) && file.endsWith('.json'))) {
    if (sameBytes(path, join(dir, entry))) return join(dir, entry);
  }
  const time = new Date(nowMs).toISOString().replace(/[:.]/g, '-');
  for (let attempt = 1; ; attempt++) {
    const copy = join(dir, `${prefix}${time}${attempt === 1 ? '' : `-${attempt}`}.json`);
    try {
      copyBytes(path, copy);
      return copy;
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      if (!taken || attempt === 100) throw error;
    }
  }
}

function sameBytes(one: string, other: string): boolean {
  return statSync(one).size === statSync(other).size && readFileSync(one).equals(readFileSync(other));
}

/** Not `copyFile`: that one gives the copy the original's mode, which may let others read it. */
function copyBytes(from: string, to: string): void {
  const source = openSync(from, 'r');
  try {
    const target = openSync(to, 'wx', 0o600);
    try {
      const chunk = Buffer.alloc(64 * 1024);
      for (let read = readSync(source, chunk); read > 0; read = readSync(source, chunk)) {
        for (let written = 0; written < read;) written += writeSync(target, chunk, written, read - written);
      }
    } finally {
      closeSync(target);
    }
  } finally {
    closeSync(source);
  }
}
