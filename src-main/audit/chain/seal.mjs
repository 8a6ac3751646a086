// @ts-check
import { hash } from 'node:crypto';

/*
 * How a line states its place in the chain. Plain JavaScript, as all of this folder: `npm run audit:verify` checks a
 * copied log with nothing installed and nothing built.
 */

export const FIRST_PREV_HASH = '0'.repeat(64);
export const NEWLINE = 0x0a;

/** `,"hash":"` + 64 hex digits + `"}`: the end of every line. */
export const HASH_MEMBER_BYTES = 9 + 64 + 2;
/** `,"prev_hash":"` + 64 hex digits + `"`: what stands right before it. */
export const PREV_MEMBER_BYTES = 14 + 64 + 1;
const LINE_END = /^,"prev_hash":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"}$/;
const LINE_START = /^\{"seq":([1-9][0-9]{0,15}),/;
/** Longer than any line that the app writes (see fit.ts); longer ones are foreign and are not held in memory. */
export const MAX_LINE_BYTES = 4 * 1024 * 1024;

/** @typedef {{seq: number, prevHash: string, hash: string}} LineSeal what a line says of its own place */

/**
 * Reads a line's seal by position; null when it hasn't the form of a record.
 * @param {Buffer} line without its newline
 * @returns {LineSeal | null}
 */
export function readSeal(line) {
  const end = line.length - HASH_MEMBER_BYTES - PREV_MEMBER_BYTES;
  if (end <= 0) return null;
  const start = LINE_START.exec(line.toString('latin1', 0, 32));
  const tail = LINE_END.exec(line.toString('latin1', end));
  if (!start || !tail) return null;
  const seq = Number(start[1]);
  if (!Number.isSafeInteger(seq)) return null;
  return { seq, prevHash: tail[1] ?? '', hash: tail[2] ?? '' };
}

/**
 * The hash that a line's bytes really have: over all of them but the `hash` member.
 * @param {Buffer} buffer
 * @param {number} from
 * @param {number} to where it ends, without its newline
 */
export function hashLine(buffer, from = 0, to = buffer.length) {
  // The brace is put where the member began, so that no copy of the line is made, and then put back.
  const cut = to - HASH_MEMBER_BYTES;
  const kept = buffer[cut] ?? 0;
  buffer[cut] = 0x7d;
  const digest = hash('sha256', buffer.subarray(from, cut + 1), 'hex');
  buffer[cut] = kept;
  return digest;
}
