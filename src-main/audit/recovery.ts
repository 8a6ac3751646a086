import { basename, dirname, join } from 'node:path';
import type { AuditDraft } from './audit-log.ts';
import { syncFolder, writeAll, type AuditFs } from './audit-fs.ts';
import type { LogFile } from './log-file.ts';
import { listClosed, readStatementFile, TOMBSTONE_TYPE, tombstoneOf } from './chain/files.mjs';
import { firstLine } from './chain/first-line.mjs';
import {
  compareWithHead,
  keepFoundHead,
  tamperingDetail,
  type FoundHead,
  type TamperingFound,
} from './head-check.ts';
import { interruptedRecord, type OpenRun } from './open-runs.ts';
import { readTail, readSync, type Damage } from './recovery-tail.ts';
import { seekRecord } from './seek-record.ts';
import type { ClosedSegments } from './segments.ts';
import { EMPTY_CHAIN, hashLine, parseRecord, readSeal, type ChainHead } from './record.ts';

const COPY_BYTES = 1024 * 1024;

export interface TornTail {
  bytes: number;
  sideFile: string;
}

/** What looking at the end of the log found. */
export interface Recovered {
  head: ChainHead;
  /** The number that the current file begins with, or will. */
  currentFirstSeq: number;
  /** When that record was written, epoch seconds; null where there is none. */
  currentFirstTs: number | null;
  torn: TornTail | null;
  damaged: Damage | null;
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
 * as the newest record that says which runs were open, and the one that the head names, which is looked for in its own
 * place where it is further off. No head may be signed before that one was seen.
 *
 * What follows the last whole record (a line with no newline; lines that haven't the form of a record, and what comes
 * after the zeros that a power cut can leave) was never acknowledged: it is copied to a side file, synced, and cut off. A
 * whole record whose hash is wrong is no accident of that kind: it stays, the chain goes on from the hash that it states,
 * and `verify` names it. So is an end that the head does not fit: the chain goes on from what is there, and a record says so.
 */
export function recover(
  io: AuditFs,
  file: LogFile,
  opened: { fd: number; size: number },
  now: Date,
  folder: LogFolder,
): Recovered {
  const { found, closed } = folder;
  const tail = readTail(io, opened, closed, found.stated?.count ?? Infinity);
  const torn = tail.end < opened.size ? putAside(io, file, opened, tail.end, now) : null;
  const head = tail.head.seq === 0 ? headOfRemoved(closed.dir) : tail.head;
  const current = { fd: opened.fd, size: tail.end };
  const tampering = compareWithHead(found, head, tail.hashAtHead ?? hashAtHead(io, current, folder));
  if (tampering) keepFoundHead(closed.dir, now);
  const first = tail.end > 0 ? firstLine(opened.fd) : null;
  return {
    head,
    currentFirstSeq: (first && readSeal(first)?.seq) ?? head.seq + 1,
    currentFirstTs: (first && parseRecord(first)?.ts) ?? null,
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

/** The hash of the record that the head names, in the file that must hold it; null when it is not there. */
function hashAtHead(
  io: AuditFs,
  current: { fd: number; size: number },
  { closed, found }: LogFolder,
): string | null {
  const seq = found.stated?.count;
  if (seq === undefined || seq === 0) return null;
  const part = closed.list.find(({ firstSeq, lastSeq }) => firstSeq <= seq && seq <= lastSeq);
  const fd = part ? io.openSync(part.path, 'r') : current.fd;
  try {
    const line = seekRecord(io, fd, part?.bytes ?? current.size, seq);
    return line && hashLine(line);
  } finally {
    if (part) io.closeSync(fd);
  }
}

/** Where the chain stands when every record there was has been removed. */
function headOfRemoved(dir: string): ChainHead {
  const last = listClosed(dir).at(-1);
  const statement = last?.removed ? readStatementFile(dir, last.name, TOMBSTONE_TYPE) : 'none';
  const tombstone = typeof statement === 'object' ? tombstoneOf(statement.body) : null;
  return tombstone ? { seq: tombstone.lastSeq, hash: tombstone.lastHash } : EMPTY_CHAIN;
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
