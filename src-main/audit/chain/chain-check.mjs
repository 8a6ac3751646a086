// @ts-check
import { Expected } from './expected.mjs';
import { FIRST_PREV_HASH, HASH_MEMBER_BYTES, PREV_MEMBER_BYTES, hashLine, readSeal } from './seal.mjs';
import { Problems, range } from './problems.mjs';

/** More are not told apart any further: the report is full long before. */
const MAX_GAPS = 1000;
const TAIL_BYTES = HASH_MEMBER_BYTES + PREV_MEMBER_BYTES;

/**
 * Follows the chain line by line over the raw bytes: each line's hash, its link to the line before, the numbering. Lines
 * come in the order of the files; what is not in order is told apart as well as can be.
 */
export class ChainCheck {
  records = 0;
  problems = new Problems();
  /** The newest record in its place. */
  #last = { seq: 0, hash: FIRST_PREV_HASH };
  #expected = new Expected(this.#last);
  /** Lines since the last record that have no readable seal: each may have been a record or not. */
  #unknown = 0;
  /**
   * Numbers passed over so far, as ranges: missing, unless they turn up later.
   * @type {{from: number, to: number, segment: string | undefined}[]}
   */
  #gaps = [];
  /** @type {{from: number, to: number, known: boolean, problem: import('./problems.mjs').Problem} | null} */
  #behind = null;

  /**
   * Only part of a log is looked at, beginning with this record.
   * @param {{seq: number, prevHash: string}} first
   */
  beginAt({ seq, prevHash }) {
    this.last = { seq: seq - 1, hash: prevHash };
  }

  /** The newest record in its place. */
  get last() {
    return this.#last;
  }

  set last(last) {
    this.#last = last;
    this.#expected.reset(last);
    this.#unknown = 0;
  }

  /**
   * Takes the next line, as a part of a buffer without its newline.
   * @param {Buffer} buffer
   * @param {DataView} view of the same bytes
   * @param {number} from
   * @param {number} to
   * @returns {boolean} whether it is a record that stands in its place, or beyond
   */
  line(buffer, view, from, to) {
    if (to - from > TAIL_BYTES) {
      const digest = hashLine(buffer, from, to);
      // A record in its place can begin and end in one way only: nothing has to be taken apart.
      if (this.#expected.matches(buffer, view, from, to, digest)) {
        this.records++;
        this.#last = { seq: this.#last.seq + 1, hash: digest };
        this.#expected.advance();
        this.#unknown = 0;
        return true;
      }
    }
    return this.#other(buffer.subarray(from, to));
  }

  /** @param {Buffer} line */
  #other(line) {
    const expected = this.last.seq + 1;
    const seal = readSeal(line);
    if (!seal) {
      this.unreadable('is not a record');
      return false;
    }
    this.records++;
    const before = this.last.seq;
    if (hashLine(line) !== seal.hash) this.#altered(seal.seq, expected, seal.hash);
    else if (seal.seq < expected) this.#outOfOrder(seal.seq);
    else this.#inOrder(seal, expected);
    return this.last.seq > before;
  }

  /**
   * A line that cannot be a record.
   * @param {string} why
   */
  unreadable(why) {
    const expected = this.last.seq + 1;
    this.problems.add('altered', `A line ${why}, where record ${expected} is due.`, expected);
    this.#unknown++;
  }

  /** The file's last line has no end. */
  torn() {
    const expected = this.last.seq + 1;
    this.problems.add(
      'torn',
      `The last line is not whole: it has no end. It would be record ${expected}.`,
      expected,
    );
  }

  /**
   * A segment that was removed, and what stands for it.
   * @param {import('./files.mjs').Tombstone} tombstone
   */
  removed({ segment, firstSeq, lastSeq, prevHash, lastHash }) {
    const expected = this.last.seq + 1;
    if (firstSeq < expected) {
      const message = `What stands for the removed ${segment} names records that are still there.`;
      this.problems.add('altered', message, firstSeq);
      return;
    }
    if (firstSeq > expected) this.#gap(expected, firstSeq - 1);
    else if (prevHash !== this.last.hash) {
      const message = `What stands for the removed ${segment} does not follow on the record before it.`;
      this.problems.add('altered', message, firstSeq);
    }
    this.last = { seq: lastSeq, hash: lastHash };
  }

  /**
   * A line whose bytes were changed. The number that it states may be part of the lie.
   * @param {number} stated
   * @param {number} expected
   * @param {string} hash
   */
  #altered(stated, expected, hash) {
    const seq = stated === expected || this.#takeFromGap(stated) ? stated : expected;
    this.problems.add('altered', `Record ${seq} is not as it was written: its hash is wrong.`, seq);
    if (seq < expected) return;
    this.last = { seq, hash };
  }

  /** @param {number} seq */
  #outOfOrder(seq) {
    const known = this.#takeFromGap(seq);
    const what = (/** @type {boolean} */ many) =>
      known
        ? many
          ? 'stand behind later records'
          : 'stands behind later records'
        : many
          ? 'are there twice'
          : 'is there twice';
    // A whole stretch that was moved is one thing, not a thousand.
    if (this.#behind?.known === known && this.#behind.to === seq - 1) {
      this.#behind.to = seq;
      this.#behind.problem.message = `Records ${this.#behind.from} to ${seq} ${what(true)}.`;
      return;
    }
    this.#behind = {
      from: seq,
      to: seq,
      known,
      problem: this.problems.add('reordered', `Record ${seq} ${what(false)}.`, seq),
    };
  }

  /**
   * @param {import('./seal.mjs').LineSeal} seal
   * @param {number} expected
   */
  #inOrder(seal, expected) {
    // Unreadable lines may themselves have been the records that are due; then the next number is no gap.
    const due = Math.min(seal.seq, expected + this.#unknown);
    if (seal.seq > due) this.#gap(due, seal.seq - 1);
    else if (seal.seq === expected && seal.prevHash !== this.last.hash) this.#brokenLink(seal.seq);
    this.last = { seq: seal.seq, hash: seal.hash };
  }

  /** @param {number} seq */
  #brokenLink(seq) {
    if (seq === 1) {
      this.problems.add('altered', 'Record 1 is chained to an earlier record, and there is none.', 1);
      return;
    }
    const before = seq - 1;
    const message = `Record ${before} is not the one that record ${seq} was chained to: it was rewritten with a new hash.`;
    this.problems.add('altered', message, before);
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  #gap(from, to) {
    if (this.#gaps.length < MAX_GAPS) this.#gaps.push({ from, to, segment: this.problems.segment });
  }

  /** @param {number} seq */
  #takeFromGap(seq) {
    const index = this.#gaps.findIndex(({ from, to }) => from <= seq && seq <= to);
    const gap = this.#gaps[index];
    if (!gap) return false;
    const rest = [
      { ...gap, to: seq - 1 },
      { ...gap, from: seq + 1 },
    ].filter(({ from, to }) => from <= to);
    this.#gaps.splice(index, 1, ...rest);
    return true;
  }

  /** At the end: the numbers that never came. */
  finish() {
    for (const { from, to, segment } of this.#gaps) {
      this.problems.segment = segment;
      this.problems.add('missing', `${range(from, to)} missing.`, from);
    }
    this.problems.segment = undefined;
  }
}
