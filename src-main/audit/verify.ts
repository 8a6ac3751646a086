import { open } from 'node:fs/promises';
import type { ChainReport } from '../../src-preload/contract/types.ts';
import { linesForward, type Line } from './lines.ts';
import { FIRST_PREV_HASH, hashLine, readSeal, type ChainHead } from './record.ts';
import { isSystemError, unavailable } from './unavailable.ts';

type Problem = ChainReport['problems'][number];
const MAX_PROBLEMS = 100;
/** More are not told apart any further: the report is full long before. */
const MAX_GAPS = 1000;

/** What a running app knows of its own log: how far it reached, and with which record. */
export interface KnownEnd {
  size: number;
  head: ChainHead;
  /** How many bytes it has written by now, on disk or on their way. */
  writtenSize: () => number;
}

/**
 * Checks the whole chain over the raw bytes, nothing parsed or written anew: each line's hash, its link to the line
 * before, and the numbering. Lists up to 100 problems.
 *
 * @param known what the running app wrote, so that a cut-off end is noticed; without it (a copied file, no signed head)
 * a file that ends early at a whole record cannot be told from a complete one.
 * @throws AuditUnavailable when the file cannot be read; the signal's reason when it is aborted.
 */
export async function verifyChain(
  path: string,
  known: KnownEnd | null,
  signal?: AbortSignal,
): Promise<ChainReport> {
  signal?.throwIfAborted();
  const check = new ChainCheck();
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const end = known ? Math.min(size, known.size) : size;
      for await (const lines of linesForward(file, 0, end)) {
        signal?.throwIfAborted();
        for (const line of lines) check.add(line);
      }
      if (known) check.compareEnd(known, (await file.stat()).size);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (!isSystemError(error)) throw error;
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!known || known.size === 0 || !isGone) throw unavailable(path, error);
    check.fileIsGone(known);
  }
  return check.report();
}

class ChainCheck {
  private records = 0;
  private readonly problems: Problem[] = [];
  private last: ChainHead = { seq: 0, hash: FIRST_PREV_HASH };
  /** Lines since the last record that have no readable seal: each may have been a record or not. */
  private unknown = 0;
  /** Numbers passed over so far, as ranges: missing, unless they turn up later. */
  private gaps: { from: number; to: number }[] = [];

  add(line: Line): void {
    if (!line.complete) {
      this.problem(
        'torn',
        `The last line is not whole: it has no end. It would be record ${this.last.seq + 1}.`,
        this.last.seq + 1,
      );
      return;
    }
    const expected = this.last.seq + 1;
    const seal = line.bytes ? readSeal(line.bytes) : null;
    if (!seal || !line.bytes) {
      const why = line.bytes ? 'is not a record' : 'is longer than any record';
      this.problem(
        'altered',
        `The line at byte ${line.start} ${why}, where record ${expected} is due.`,
        expected,
      );
      this.unknown++;
      return;
    }
    this.records++;
    if (hashLine(line.bytes) !== seal.hash) this.altered(seal.seq, expected, seal.hash);
    else if (seal.seq < expected) this.outOfOrder(seal.seq);
    else this.inOrder(seal, expected);
  }

  /** A line whose bytes were changed. The number that it states may be part of the lie. */
  private altered(stated: number, expected: number, hash: string): void {
    const seq = stated === expected || this.takeFromGap(stated) ? stated : expected;
    this.problem('altered', `Record ${seq} is not as it was written: its hash is wrong.`, seq);
    if (seq < expected) return;
    this.last = { seq, hash };
    this.unknown = 0;
  }

  private outOfOrder(seq: number): void {
    const known = this.takeFromGap(seq);
    const what = known ? 'stands behind later records' : 'is there twice';
    this.problem('reordered', `Record ${seq} ${what}.`, seq);
  }

  private inOrder(seal: { seq: number; prevHash: string; hash: string }, expected: number): void {
    // Unreadable lines may themselves have been the records that are due; then the next number is no gap.
    const due = Math.min(seal.seq, expected + this.unknown);
    if (seal.seq > due && this.gaps.length < MAX_GAPS) this.gaps.push({ from: due, to: seal.seq - 1 });
    else if (seal.seq === expected && seal.prevHash !== this.last.hash) this.brokenLink(seal.seq);
    this.last = { seq: seal.seq, hash: seal.hash };
    this.unknown = 0;
  }

  private brokenLink(seq: number): void {
    if (seq === 1) {
      this.problem('altered', 'Record 1 is chained to an earlier record, and there is none.', 1);
      return;
    }
    const before = seq - 1;
    const message = `Record ${before} is not the one that record ${seq} was chained to: it was rewritten with a new hash.`;
    this.problem('altered', message, before);
  }

  private takeFromGap(seq: number): boolean {
    const index = this.gaps.findIndex(({ from, to }) => from <= seq && seq <= to);
    const gap = this.gaps[index];
    if (!gap) return false;
    const rest = [
      { from: gap.from, to: seq - 1 },
      { from: seq + 1, to: gap.to },
    ].filter(({ from, to }) => from <= to);
    this.gaps.splice(index, 1, ...rest);
    return true;
  }

  /** @param size of the file, taken a moment ago: what the app has written by now is no less than it should be. */
  compareEnd({ head, writtenSize }: KnownEnd, size: number): void {
    if (this.last.seq < head.seq) {
      const from = this.last.seq + 1;
      this.problem(
        'truncated',
        `The end is cut off: ${range(from, head.seq)} gone, which this app has written.`,
        from,
      );
    } else if (this.last.seq === head.seq && this.last.hash !== head.hash) {
      this.problem(
        'head_mismatch',
        `Record ${head.seq}, the newest, is not the one that this app wrote.`,
        head.seq,
      );
    }
    const foreign = size - writtenSize();
    if (foreign > 0)
      this.problem('altered', `At the end stand ${foreign} bytes that this app has not written.`);
  }

  fileIsGone({ head }: KnownEnd): void {
    this.problem('truncated', `The file is gone: ${range(1, head.seq)} gone, which this app has written.`, 1);
  }

  report(): ChainReport {
    for (const { from, to } of this.gaps) this.problem('missing', `${range(from, to)} missing.`, from);
    const problems = this.problems
      .sort((a, b) => (a.seq ?? Infinity) - (b.seq ?? Infinity))
      .slice(0, MAX_PROBLEMS);
    return { ok: problems.length === 0, records: this.records, signed: false, problems };
  }

  private problem(kind: Problem['kind'], message: string, seq?: number): void {
    // The first ones say most; a file of a million bad lines must not become a list of a million.
    if (this.problems.length >= MAX_PROBLEMS) return;
    this.problems.push({ ...(seq === undefined ? {} : { seq }), kind, message });
  }
}

function range(from: number, to: number): string {
  return from === to ? `Record ${from} is` : `Records ${from} to ${to} (${to - from + 1}) are`;
}
