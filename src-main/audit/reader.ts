import { open, type FileHandle } from 'node:fs/promises';
import type {
  AuditEntry,
  AuditQuery,
  AuditRun,
  ChainReport,
  Total,
} from '../../src-preload/contract/types.ts';
import type { AuditReader } from './audit-log.ts';
import { cursorKind, decodeCursor, encodeCursor } from './cursor.ts';
import { entryMatches, hasText, needleOf, runMatches } from './filter.ts';
import { linesBackward, linesForward, type Line } from './lines.ts';
import { Page } from './page.ts';
import { parseRecord } from './record.ts';
import { RunFold, type FoldedRun } from './run-fold.ts';
import { isSystemError, unavailable } from './unavailable.ts';
import { listSegments, type Segment } from './segments.ts';
import type { Verifier } from './verifier.ts';

/** What the reader has to know of the writer. */
export interface ReadableLog {
  /** Its parts, oldest first; `bytes` of each are on disk and chained. */
  segments(): Segment[];
  /** Counts the times that the current file became a closed one. */
  readonly generation: number;
}

/**
 * Reads the log by going through the file, a chunk at a time with the event loop free in between, from the end that the
 * query asks for and no further than it must. Only durable records are seen. A line that is no record is passed over
 * here; `verify` names it.
 */
export class FileReader implements AuditReader {
  private readonly dir: string;
  private readonly log: ReadableLog;
  private readonly verifier: Verifier;

  constructor(dir: string, log: ReadableLog, verifier: Verifier) {
    this.dir = dir;
    this.log = log;
    this.verifier = verifier;
  }

  /** @throws InvalidCursor, AuditUnavailable when the file cannot be read. */
  async query(
    query: AuditQuery,
  ): Promise<{ entries: AuditEntry[]; nextCursor: string | null; total: Total }> {
    const kind = cursorKind('entries', query);
    const page = new Page<AuditEntry>(query, decodeCursor(kind, query.cursor), true);
    const needle = needleOf(query.text);
    await this.scan(query.order ?? 'desc', (line) => {
      const entry = readEntry(line, needle ?? needleOf(query.runId ?? query.traceId));
      if (entry && entryMatches(entry, query) && (needle === null || hasText(entry, needle))) {
        page.add({ value: entry, seq: entry.seq, ts: entry.ts });
      }
      return page.done;
    });
    const { values, more } = page.take();
    return { entries: values, nextCursor: more ? encodeCursor(kind, more) : null, total: page.total };
  }

  /** As `query`, for runs, ordered by their start. @throws InvalidCursor, AuditUnavailable */
  async runs(query: AuditQuery): Promise<{ runs: AuditRun[]; nextCursor: string | null; total: Total }> {
    const kind = cursorKind('runs', query);
    // A run is known whole only once its first record is: the file is always read backwards, also for the oldest first.
    const page = new Page<AuditRun>(query, decodeCursor(kind, query.cursor), query.order !== 'asc');
    const needle = needleOf(query.text);
    const fold = new RunFold(query, needle);
    const offer = ({ run, hasText: text, hasEvent }: FoldedRun): void => {
      if (text && hasEvent && runMatches(run, query))
        page.add({ value: run, seq: run.firstSeq, ts: run.startedAt });
    };
    await this.scan('desc', (line) => {
      const entry = readEntry(line, needleOf(query.runId));
      if (entry) for (const run of fold.add(entry)) offer(run);
      return page.done;
    });
    for (const run of fold.rest()) offer(run);
    const { values, more } = page.take();
    return { runs: values, nextCursor: more ? encodeCursor(kind, more) : null, total: page.total };
  }

  async get(auditId: string): Promise<AuditEntry | null> {
    let found: AuditEntry | null = null;
    await this.scan('desc', (line) => {
      const entry = readEntry(line, needleOf(auditId));
      if (entry?.audit_id === auditId) found = entry;
      return found !== null;
    });
    return found;
  }

  verify(signal?: AbortSignal): Promise<ChainReport> {
    return this.verifier(signal);
  }

  private async scan(order: 'asc' | 'desc', visit: (line: Line) => boolean): Promise<void> {
    try {
      const segments = this.log.segments();
      // While it cannot be opened for writing, what is there can still be read.
      const parts = segments.some(({ number }) => number === null) ? segments : listSegments(this.dir);
      const { generation } = this.log;
      if (order === 'desc') parts.reverse();
      for (const part of parts) if (await this.scanPart(part, generation, order, visit)) return;
    } catch (error) {
      throw isSystemError(error) ? unavailable(this.dir, error) : error;
    }
  }

  private async scanPart(
    part: Segment,
    generation: number,
    order: 'asc' | 'desc',
    visit: (line: Line) => boolean,
  ): Promise<boolean> {
    const file = await this.openPart(part, generation);
    if (!file) return false;
    try {
      const chunks = order === 'asc' ? linesForward(file, 0, part.bytes) : linesBackward(file, part.bytes);
      for await (const lines of chunks) {
        for (const line of lines) if (visit(line)) return true;
      }
      return false;
    } finally {
      await file.close();
    }
  }

  /** Opens a part, which may have been closed or removed since it was listed; null when it was removed. */
  private async openPart(part: Segment, generation: number): Promise<FileHandle | null> {
    if (part.number !== null) {
      try {
        return await open(part.path, 'r');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    }
    const file = await open(part.path, 'r');
    if (this.log.generation === generation) return file;
    await file.close();
    const closed = this.log.segments().find(({ firstSeq }) => firstSeq === part.firstSeq);
    return closed ? open(closed.path, 'r') : null;
  }
}

/** @param hint what the wanted record's line must contain (see `needleOf`); spares parsing the others. */
function readEntry(line: Line, hint: string | null): AuditEntry | null {
  if (!line.complete || !line.bytes) return null;
  if (hint !== null && !line.bytes.toString('utf8').toLowerCase().includes(hint)) return null;
  return parseRecord(line.bytes);
}
