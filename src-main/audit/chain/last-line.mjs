// @ts-check
import fs from 'node:fs';
import { MAX_LINE_BYTES, NEWLINE, readSeal } from './seal.mjs';

const STEP_BYTES = 64 * 1024;

/**
 * What the last whole line of an open file says of its place; null when that is no record.
 * @param {number} fd
 * @returns {import('./seal.mjs').LineSeal | null}
 */
export function lastSeal(fd) {
  const { size } = fs.fstatSync(fd);
  let tail = Buffer.alloc(0);
  for (let from = size; from > 0 && tail.length <= MAX_LINE_BYTES + STEP_BYTES;) {
    const length = Math.min(STEP_BYTES, from);
    const part = Buffer.allocUnsafe(length);
    from -= length;
    if (fs.readSync(fd, part, 0, length, from) < length) return null;
    tail = Buffer.concat([part, tail]);
    const end = tail.lastIndexOf(NEWLINE);
    const start = end < 0 ? -1 : end === 0 ? 0 : tail.lastIndexOf(NEWLINE, end - 1) + 1;
    if (start > 0 || (start === 0 && from === 0)) return readSeal(tail.subarray(start, end));
  }
  return null;
}
