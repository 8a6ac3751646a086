// @ts-check
import fs from 'node:fs';
import { MAX_LINE_BYTES, NEWLINE } from './seal.mjs';

/** Stays in the processor's cache between reading and hashing. */
const CHUNK_BYTES = 256 * 1024;

/**
 * @typedef {{
 *   bytes: (filled: Buffer) => void,
 *   line: (buffer: Buffer, view: DataView, from: number, to: number) => void,
 *   overlong: () => void,
 *   torn: () => void,
 * }} Visitor `bytes`: the buffer was filled anew; `line`: each whole line, without its newline, valid only during the call; `overlong`: one too long to be a
 *   record; `torn`: the file ends within a line
 */

/**
 * Goes through the lines of an open file, in one buffer and with no copy of a line. `view` is of the same bytes.
 * @param {number} fd
 * @param {number} end how many bytes of it to look at
 * @param {Visitor} visitor
 */
export function scanLines(fd, end, { bytes, line, overlong, torn }) {
  const buffer = Buffer.from(new ArrayBuffer(Math.min(end, MAX_LINE_BYTES + CHUNK_BYTES) + 1));
  const view = new DataView(buffer.buffer);
  let kept = 0;
  let tooLong = false;
  for (let position = 0; position < end;) {
    const read = fs.readSync(
      fd,
      buffer,
      kept,
      Math.min(CHUNK_BYTES, buffer.length - kept, end - position),
      position,
    );
    if (read === 0) break;
    position += read;
    const have = kept + read;
    bytes(buffer.subarray(0, have));
    let from = 0;
    // What is kept has no newline in it.
    for (let at = buffer.indexOf(NEWLINE, kept); at >= 0 && at < have; at = buffer.indexOf(NEWLINE, from)) {
      if (tooLong || at - from > MAX_LINE_BYTES) overlong();
      else line(buffer, view, from, at);
      tooLong = false;
      from = at + 1;
    }
    kept = have - from;
    if (kept > MAX_LINE_BYTES) {
      tooLong = true;
      kept = 0;
    } else if (from > 0 && kept > 0) buffer.copy(buffer, 0, from, have);
  }
  if (kept > 0 || tooLong) torn();
}
