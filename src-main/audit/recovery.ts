import { basename, dirname, join } from 'node:path';
import type { AuditEntry } from '../../src-preload/contract/types.ts';
import type { AuditDraft } from './audit-log.ts';
import { syncFolder, writeAll, type AuditFs } from './audit-fs.ts';
import type { LogFile } from './log-file.ts';
import { listClosed, readStatementFile, TOMBSTONE_TYPE, tombstoneOf } from './chain/files.mjs';
import { firstSeal } from './chain/first-line.mjs';
import {
  compareWithHead,
  keepFoundHead,
  tamperingDetail,
  type FoundHead,
  type TamperingFound,
} from './head-check.ts';
import { BackwardSplitter, type Line } from './lines.ts';
import { interruptedRecord, openRunsAt, track, type OpenRun } from './open-runs.ts';
import type { ClosedSegments } from './segments.ts';
import { EMPTY_CHAIN, hashLine, parseRecord, type ChainHead } from './record.ts';

const COPY_BYTES = 1024 * 1024;
/** The app says every 4 MB which runs are open (log-writer.ts); a log in which that is further off is not the app's. */
const MAX_LOOK_BACK_BYTES = 32 * 1024 * 1024;

export interface TornTail {
  bytes: number;
  sideFile: string;
}
export interface DamagedRecord {
  seq: number;
  message: string;
}

/** What looking at the end of the log found. */
export interface Recovered {
  head: ChainHead;
  /** The number that the current file begins with, or will. */
  currentFirstSeq: number;
  torn: TornTail | null;
  damaged: DamagedRecord | null;
  tampering: TamperingFound | null;
  interrupted: OpenRun[];
}

/** What there is of the log besides its current file. */
export interface LogFolder {
  closed: ClosedSegments;
  found: FoundHead;
}

/**
 * Mends the end of the log and finds the runs that were open. Reads backwards from the end, never the whole log: as far
 * as the newest record that says which runs were open, and the one that the head names.
 *
 * What follows the last whole record (a line with no newline; lines that haven't the form of a record, such as the zeros
 * that a power cut can leave) was never acknowledged: it is copied to a side file, synced, and cut off. A whole record
 * whose hash is wrong is no accident of that kind: it stays, the chain goes on from the hash that it states, and
 * `verify` names it. So is an end that the head does not fit: the chain goes on from what is there, and a record says so.
 */
export function recover(
  io: AuditFs,
  file: LogFile,
  opened: { fd: number; size: number },
  now: Date,
  folder: LogFolder,
): Recovered {
  const tail = readTail(io, opened, folder);
  const torn = tail.end < opened.size ? putAside(io, file, opened, tail.end, now) : null;
  const head = tail.head.seq === 0 ? headOfRemoved(folder.closed.dir) : tail.head;
  const tampering = compareWithHead(folder.found, head, tail.hashAtHead);
  if (tampering) keepFoundHead(folder.closed.dir, now);
  return {
    head,
    currentFirstSeq: (tail.end > 0 ? firstSeal(opened.fd)?.seq : undefined) ?? head.seq + 1,
    torn,
    damaged: tail.damaged,
    tampering,
    interrupted: [...tail.open.values()],
  };
}

/** The records that say what was found, to be written before anything else is. */
export function recoveryDrafts(
  found: Pick<Recovered, 'torn' | 'damaged' | 'tampering' | 'interrupted'>,
): AuditDraft[] {
  const { torn, damaged, tampering, interrupted } = found;
  const drafts: AuditDraft[] = [];
  if (torn) {
    const detail = { what: 'torn_record_cut', bytes: torn.bytes, sideFile: basename(torn.sideFile) };
    drafts.push({ event: 'app', detail });
  }
  if (damaged) drafts.push({ event: 'app', detail: { what: 'damaged_record_found', ...damaged } });
  if (tampering) drafts.push({ event: 'app', detail: tamperingDetail(tampering) });
  return [...drafts, ...interrupted.map(interruptedRecord)];
}

interface Tail {
  head: ChainHead;
  /** Where the last whole record of the current file ends: what follows is torn. */
  end: number;
  damaged: DamagedRecord | null;
  open: Map<string, OpenRun>;
  /** The hash of the record that the head names, if it was come across. */
  hashAtHead: string | null;
}

function readTail(io: AuditFs, opened: { fd: number; size: number }, { closed, found }: LogFolder): Tail {
  const tail: Tail = { head: EMPTY_CHAIN, end: 0, damaged: null, open: new Map(), hashAtHead: null };
  const newestFirst: AuditEntry[] = [];
  const headSeq = found.stated?.count ?? Infinity;
  let known: OpenRun[] | null = null;
  let lookedBack = 0;
  for (const { line, isCurrent } of logBackward(io, opened, closed)) {
    const entry = line.complete && line.bytes ? parseRecord(line.bytes) : null;
    if (tail.head.seq > 0) lookedBack += line.end - line.start;
    if (entry && line.bytes) {
      if (tail.head.seq === 0) {
        if (isCurrent) tail.end = line.end;
        tail.head = { seq: entry.seq, hash: entry.hash };
        if (hashLine(line.bytes) !== entry.hash) tail.damaged = damagedRecord(entry);
      }
      if (entry.seq === headSeq) tail.hashAtHead = entry.hash;
      known ??= openRunsAt(entry);
      // Only what `track` reads is kept: results may be long.
      if (known === null && (entry.event === 'requested' || entry.event === 'finished'))
        newestFirst.push({ ...entry, args: null, result: null });
      if (known !== null && entry.seq <= headSeq) break;
    }
    if (lookedBack > MAX_LOOK_BACK_BYTES) break;
  }
  for (const run of known ?? []) tail.open.set(run.runId, run);
  for (const entry of newestFirst.reverse()) track(tail.open, entry);
  return tail;
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

/** Where the chain stands when every record there was has been removed. */
function headOfRemoved(dir: string): ChainHead {
  const last = listClosed(dir).at(-1);
  const statement = last?.removed ? readStatementFile(dir, last.name, TOMBSTONE_TYPE) : 'none';
  const tombstone = typeof statement === 'object' ? tombstoneOf(statement.body) : null;
  return tombstone ? { seq: tombstone.lastSeq, hash: tombstone.lastHash } : EMPTY_CHAIN;
}

function damagedRecord(entry: AuditEntry): DamagedRecord {
  const message = `The newest record of the audit log (number ${entry.seq}) is not as it was written: its hash is wrong.`;
  return { seq: entry.seq, message };
}

function* linesBackwardSync(io: AuditFs, fd: number, size: number): Generator<Line> {
  const splitter = new BackwardSplitter(size);
  for (let want = splitter.next(); want; want = splitter.next()) {
    yield* splitter.feed(readSync(io, fd, want.offset, want.length));
  }
}

function readSync(io: AuditFs, fd: number, offset: number, length: number): Buffer {
  const chunk = Buffer.allocUnsafe(length);
  for (let done = 0; done < length;) {
    const read = io.readSync(fd, chunk, done, length - done, offset + done);
    if (read === 0) throw new Error('The audit log became shorter while it was being read.');
    done += read;
  }
  return chunk;
}

function putAside(
  io: AuditFs,
  file: LogFile,
  opened: { fd: number; size: number },
  from: number,
  now: Date,
): TornTail {
  const dir = dirname(file.path);
  const { path: sideFile, fd } = createSideFile(io, dir, now);
  try {
    for (let at = from; at < opened.size; at += COPY_BYTES) {
      writeAll(io, fd, readSync(io, opened.fd, at, Math.min(COPY_BYTES, opened.size - at)));
    }
    io.fsyncSync(fd);
  } catch (error) {
    // Opening is tried again at every append: half copies must not pile up on a disk that is full already.
    io.closeSync(fd);
    io.unlinkSync(sideFile);
    throw error;
  }
  io.closeSync(fd);
  syncFolder(io, dir);
  // Only now that the copy is safe may the original lose it.
  file.cutTo(from);
  return { bytes: opened.size - from, sideFile };
}

function createSideFile(io: AuditFs, dir: string, now: Date): { path: string; fd: number } {
  const stamp = now.toISOString().replaceAll(/[:.]/g, '-');
  for (let attempt = 0; ; attempt++) {
    const path = join(dir, `tools_audit.torn-${stamp}${attempt === 0 ? '' : `-${attempt}`}.bin`);
    try {
      return { path, fd: io.openSync(path, 'wx', 0o600) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === 99) throw error;
    }
  }
}
