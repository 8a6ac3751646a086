import type { AuditEntry } from '../../src-preload/contract/types.ts';
import type { AuditFs } from './audit-fs.ts';
import { BackwardSplitter, type Line } from './lines.ts';
import { openRunsAt, track, type OpenRun } from './open-runs.ts';
import { EMPTY_CHAIN, hashLine, MAX_LINE_BYTES, parseRecord, type ChainHead } from './record.ts';
import type { ClosedSegments } from './segments.ts';

/** The app says every 4 MB which runs are open (log-writer.ts); a log in which that is further off is not the app's. */
const MAX_LOOK_BACK_BYTES = 32 * 1024 * 1024;
/** Further back nothing is read only for its hash: the start must stay quick, and a check reads everything. */
const MAX_CHECK_BYTES = 8 * 1024 * 1024;
/** What one write call may have left unsynced when the power went (MAX_BATCH_BYTES of log-writer.ts, or one long record). */
const MAX_UNSYNCED_BYTES = 1024 * 1024 + MAX_LINE_BYTES;

/** A record behind the signed ones that is not as it was written. */
export interface Damage {
  seq: number;
  message: string;
}

export interface Tail {
  head: ChainHead;
  /** Where the last whole record of the current file ends: what follows is torn. */
  end: number;
  /** The first one, of those that the head does not count. */
  damaged: Damage | null;
  open: Map<string, OpenRun>;
  /** The hash of the record that the head names, if it was come across. */
  hashAtHead: string | null;
}

/** Reads the log from its end back to the newest record that says which runs were open, and to the one that the head names. */
export function readTail(
  io: AuditFs,
  opened: { fd: number; size: number },
  closed: ClosedSegments,
  headSeq: number,
): Tail {
  let reading = new TailReading(headSeq);
  for (const { line, isCurrent } of logBackward(io, opened, closed)) {
    // After a power cut later pages of one write may be there and earlier ones not. None of it was ever acknowledged.
    if (isCurrent && !reading.atHead && hasNul(line) && opened.size - line.start <= MAX_UNSYNCED_BYTES) {
      reading = new TailReading(headSeq);
      continue;
    }
    if (reading.take(line, isCurrent) === 'enough') break;
  }
  return reading.result();
}

/** No record holds a byte 0: JSON writes it in another way. */
function hasNul(line: Line): boolean {
  return line.bytes === null ? false : line.bytes.includes(0);
}

class TailReading {
  private readonly headSeq: number;
  private head: ChainHead = EMPTY_CHAIN;
  private end = 0;
  private damaged: Damage | null = null;
  private hashAtHead: string | null = null;
  private known: OpenRun[] | null = null;
  private lookedBack = 0;
  private newer: AuditEntry | null = null;
  private readonly newestFirst: AuditEntry[] = [];

  constructor(headSeq: number) {
    this.headSeq = headSeq;
  }

  /** Whether what the head counts has been reached: that was on disk. */
  get atHead(): boolean {
    return this.newer !== null && this.newer.seq <= this.headSeq;
  }

  take(line: Line, isCurrent: boolean): 'more' | 'enough' {
    const entry = line.complete && line.bytes ? parseRecord(line.bytes) : null;
    if (this.head.seq > 0) this.lookedBack += line.end - line.start;
    if (entry && line.bytes) {
      if (this.head.seq === 0) {
        if (isCurrent) this.end = line.end;
        this.head = { seq: entry.seq, hash: entry.hash };
      }
      this.check(entry, line.bytes);
      if (entry.seq === this.headSeq) this.hashAtHead = entry.hash;
      this.known ??= openRunsAt(entry);
      // Only what `track` reads is kept: results may be long.
      if (this.known === null && (entry.event === 'requested' || entry.event === 'finished'))
        this.newestFirst.push({ ...entry, args: null, result: null });
      if (this.known !== null && (entry.seq <= this.headSeq || this.lookedBack > MAX_CHECK_BYTES))
        return 'enough';
    } else if (this.newer && this.newer.seq > this.headSeq + 1) {
      this.damage(this.newer.seq - 1, `A line that is no record stands before record ${this.newer.seq}.`);
    }
    return this.lookedBack > MAX_LOOK_BACK_BYTES ? 'enough' : 'more';
  }

  result(): Tail {
    const open = new Map<string, OpenRun>();
    for (const run of this.known ?? []) open.set(run.runId, run);
    for (const entry of this.newestFirst.toReversed()) track(open, entry);
    const { head, end, damaged, hashAtHead } = this;
    return { head, end, damaged, open, hashAtHead };
  }

  /** The newest record, and all that the head does not count: those are about to be signed. */
  private check(entry: AuditEntry, bytes: Buffer): void {
    const { newer } = this;
    this.newer = entry;
    if (newer && newer.seq > this.headSeq && (newer.seq !== entry.seq + 1 || newer.prev_hash !== entry.hash))
      this.damage(newer.seq, `Record ${newer.seq} does not follow on the one before it.`);
    if ((newer === null || entry.seq >= this.headSeq) && hashLine(bytes) !== entry.hash) {
      const which =
        newer === null ? 'The newest record of the audit log' : 'A record that the head does not count';
      this.damage(entry.seq, `${which} (number ${entry.seq}) is not as it was written: its hash is wrong.`);
    }
  }

  /** Read backwards: what is found later comes before. */
  private damage(seq: number, message: string): void {
    this.damaged = { seq, message };
  }
}

/** All lines of the log, newest first. */
function* logBackward(
  io: AuditFs,
  opened: { fd: number; size: number },
  closed: ClosedSegments,
): Generator<{ line: Line; isCurrent: boolean }> {
  for (const line of linesBackwardSync(io, opened.fd, opened.size)) yield { line, isCurrent: true };
  for (const { path, bytes } of closed.list.toReversed()) {
    const fd = io.openSync(path, 'r');
    try {
      for (const line of linesBackwardSync(io, fd, bytes)) yield { line, isCurrent: false };
    } finally {
      io.closeSync(fd);
    }
  }
}

function* linesBackwardSync(io: AuditFs, fd: number, size: number): Generator<Line> {
  const splitter = new BackwardSplitter(size);
  for (let want = splitter.next(); want; want = splitter.next()) {
    yield* splitter.feed(readSync(io, fd, want.offset, want.length));
  }
}

export function readSync(io: AuditFs, fd: number, offset: number, length: number): Buffer {
  const chunk = Buffer.allocUnsafe(length);
  for (let done = 0; done < length;) {
    const read = io.readSync(fd, chunk, done, length - done, offset + done);
    if (read === 0) throw new Error('The audit log became shorter while it was being read.');
    done += read;
  }
  return chunk;
}
