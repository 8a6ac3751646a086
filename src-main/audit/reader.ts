import { open } from 'node:fs/promises';
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
import { parseRecord, type ChainHead } from './record.ts';
import { RunFold, type FoldedRun } from './run-fold.ts';
import { isSystemError, unavailable } from './unavailable.ts';
import { verifyChain } from './verify.ts';

/** What the reader has to know of the writer. */
export interface WriterState {
  /** Bytes that are on disk and chained; null while the log cannot be opened for writing. */
  readonly durableSize: number | null;
  /** The same and what is on its way to the disk. */
  readonly writtenSize: number | null;
  readonly chainHead: ChainHead;
}

/**
 * Reads the log by going through the file, a chunk at a time with the event loop free in between, from the end that the
 * query asks for and no further than it must. Only durable records are seen. A line that is no record is passed over
 * here; `verify` names it.
 */
export class FileReader implements AuditReader {
  private readonly path: string;
  private readonly writer: WriterState;

  constructor(path: string, writer: WriterState) {
    this.path = path;
    this.writer = writer;
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

  async verify(signal?: AbortSignal): Promise<ChainReport> {
    const { durableSize: size, chainHead: head } = this.writer;
    const known = size === null ? null : { size, head, writtenSize: () => this.writer.writtenSize ?? size };
    return verifyChain(this.path, known, signal);
  }

  private async scan(order: 'asc' | 'desc', visit: (line: Line) => boolean): Promise<void> {
    try {
      const file = await open(this.path, 'r');
      try {
        const end = this.writer.durableSize ?? (await file.stat()).size;
        const chunks = order === 'asc' ? linesForward(file, 0, end) : linesBackward(file, end);
        for await (const lines of chunks) {
          for (const line of lines) if (visit(line)) return;
        }
      } finally {
        await file.close();
      }
    } catch (error) {
      throw isSystemError(error) ? unavailable(this.path, error) : error;
    }
  }
}

/** @param hint what the wanted record's line must contain (see `needleOf`); spares parsing the others. */
function readEntry(line: Line, hint: string | null): AuditEntry | null {
  if (!line.complete || !line.bytes) return null;
  if (hint !== null && !line.bytes.toString('utf8').toLowerCase().includes(hint)) return null;
  return parseRecord(line.bytes);
}
