import fs from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/*
 * A file is replaced as one act, mode 0600: after a crash it is the old one or the new one, whole. What was being written
 * then is left under a name of its own.
 */

let written = 0;
const freshName = (path: string): string => `${path}.${process.pid}.${(written += 1)}.tmp`;

/** @throws the file system's error; the old file is then untouched. */
export function replaceFileSync(path: string, content: string | Uint8Array): void {
  fs.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = freshName(path);
  try {
    // A process of this number may have left one.
    fs.rmSync(fresh, { force: true });
    const file = fs.openSync(fresh, 'wx', 0o600);
    try {
      fs.writeFileSync(file, content);
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
    fs.renameSync(fresh, path);
  } catch (error) {
    fs.rmSync(fresh, { force: true });
    throw error;
  }
}

/** A file's text, or null where there is none. @throws the file system's error */
export function readIfThere(path: string): string | null {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return null;
  }
}

/**
 * The same without holding up the process; its folder must be there.
 * @param fresh where it is written first; whoever gives one has one writer, and leaves no more than that one behind
 * @throws the file system's error; the old file is then untouched.
 */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  fresh = freshName(path),
): Promise<void> {
  try {
    await rm(fresh, { force: true });
    const file = await open(fresh, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}
