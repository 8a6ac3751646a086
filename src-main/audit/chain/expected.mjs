// @ts-check
import { HASH_MEMBER_BYTES, PREV_MEMBER_BYTES } from './seal.mjs';

const TAIL_BYTES = HASH_MEMBER_BYTES + PREV_MEMBER_BYTES;
const PREV_AT = 14;
const HASH_AT = PREV_MEMBER_BYTES + 9;
/** Compared four bytes at a time; the two that are left over are compared with the last word, which overlaps. */
const WORDS = Math.floor(TAIL_BYTES / 4);
const START = '{"seq":';
const COMMA = 0x2c;
const NINE = 0x39;
const ZERO = 0x30;

/**
 * The bytes with which the next record must begin and end, kept ready so that a record in its place is told by comparing
 * words: nothing is taken apart and no string is made of it. Checking a log takes as long as this.
 */
export class Expected {
  #tail = Buffer.from(new ArrayBuffer(TAIL_BYTES));
  #tailView = new DataView(this.#tail.buffer);
  #start = new Uint8Array(0);

  /** @param {{seq: number, hash: string}} last the record before */
  constructor(last) {
    this.reset(last);
  }

  /** @param {{seq: number, hash: string}} last */
  reset({ seq, hash }) {
    this.#start = new Uint8Array(Buffer.from(`${START}${seq + 1},`));
    this.#tail.write(`,"prev_hash":"${hash}","hash":"${hash}"}`, 0, 'latin1');
  }

  /**
   * Whether the line is the expected record.
   * @param {Buffer} buffer
   * @param {DataView} view of the same bytes
   * @param {number} from
   * @param {number} to
   * @param {string} digest of the line
   */
  matches(buffer, view, from, to, digest) {
    this.#tail.write(digest, HASH_AT, 'latin1');
    const at = to - TAIL_BYTES;
    const expected = this.#tailView;
    for (let word = 0; word < WORDS; word++)
      if (view.getInt32(at + 4 * word) !== expected.getInt32(4 * word)) return false;
    if (view.getInt32(to - 4) !== expected.getInt32(TAIL_BYTES - 4)) return false;
    const start = this.#start;
    for (let index = 0; index < start.length; index++)
      if (buffer[from + index] !== start[index]) return false;
    return true;
  }

  /** Goes on to the next, after `matches` said yes. */
  advance() {
    this.#tail.copyWithin(PREV_AT, HASH_AT, HASH_AT + 64);
    const start = this.#start;
    for (let at = start.length - 2; at >= START.length; at--) {
      const digit = start[at] ?? 0;
      if (digit < NINE) {
        start[at] = digit + 1;
        return;
      }
      start[at] = ZERO;
    }
    // All were nines: one digit more.
    this.#start = new Uint8Array([
      ...start.subarray(0, START.length),
      ZERO + 1,
      ...start.subarray(START.length),
    ]);
  }
}

const QUOTE = 0x22;
const COLON = 0x3a;
/** What stands between the comma after `ts` and the event's first letter: `audit_id` is a UUID. */
const AFTER_TS = '"audit_id":"'.length + 36 + '","event":"'.length;

/**
 * The first three letters of a record's event, read by position; null where they don't stand there.
 * @param {Buffer} buffer
 * @param {number} from
 * @param {number} to
 * @returns {number | null} see `threeLetters`
 */
export function eventAt(buffer, from, to) {
  let at = from;
  for (let commas = 0; commas < 2 && at < to; at++) if (buffer[at] === COMMA) commas++;
  at += AFTER_TS;
  if (at + 3 > to || buffer[at - 1] !== QUOTE || buffer[at - 2] !== COLON) return null;
  return (buffer[at] ?? 0) + 256 * (buffer[at + 1] ?? 0) + 65_536 * (buffer[at + 2] ?? 0);
}

/** @param {string} word */
export function threeLetters(word) {
  return word.charCodeAt(0) + 256 * word.charCodeAt(1) + 65_536 * word.charCodeAt(2);
}
