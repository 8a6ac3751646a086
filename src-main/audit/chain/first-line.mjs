// @ts-check
import fs from 'node:fs';
import { MAX_LINE_BYTES, NEWLINE, readSeal } from './seal.mjs';

const STEP_BYTES = 64 * 1024;

/**
 * What the first line of an open file says of its place; null when that is no record.
 * @param {number} fd
 */
export function firstSeal(fd) {
  const line = firstLine(fd);
  return line && readSeal(line);
}

/**
 * The first line of an open file without its newline; null when it has no end, or is longer than any record.
 * @param {number} fd
 * @returns {Buffer | null}
 */
export function firstLine(fd) {
  /** @type {Buffer[]} */
  const parts = [];
  for (let length = 0; length <= MAX_LINE_BYTES;) {
    const part = Buffer.allocUnsafe(STEP_BYTES);
    const read = fs.readSync(fd, part, 0, STEP_BYTES, length);
    if (read === 0) return null;
    const at = part.subarray(0, read).indexOf(NEWLINE);
    if (at >= 0) return Buffer.concat([...parts, part.subarray(0, at)]);
    parts.push(part.subarray(0, read));
    length += read;
  }
  return null;
}
