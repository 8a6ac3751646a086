import fs from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * The file-system calls that writing the log needs, all of them `node:fs`'s own. Tests pass their own to count syncs or
 * to make one fail at a chosen moment.
 */
export type AuditFs = Pick<
  typeof fs,
  | 'closeSync'
  | 'fchmodSync'
  | 'fdatasync'
  | 'fstatSync'
  | 'fsyncSync'
  | 'ftruncateSync'
  | 'lstatSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readSync'
  | 'renameSync'
  | 'unlinkSync'
  | 'writeSync'
>;

export const nodeFs: AuditFs = fs;

/** Makes a new or renamed entry of `dir` survive a power cut. Windows can neither open nor sync a folder. */
export function syncFolder(io: AuditFs, dir: string): void {
  if (process.platform === 'win32') return;
  const fd = io.openSync(dir, 'r');
  try {
    io.fsyncSync(fd);
  } finally {
    io.closeSync(fd);
  }
}

/** The same without holding up the process while the disk works. */
export async function syncFolderAside(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(dir, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Writes all of `bytes` at the descriptor's own position: a full disk may take a part and fail only on the rest. */
export function writeAll(io: AuditFs, fd: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) done += io.writeSync(fd, bytes, done, bytes.length - done);
}
