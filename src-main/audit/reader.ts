import { open, type FileHandle } from 'node:fs/promises';
import type {
  AuditEntry,
  AuditHistogram,
  AuditPage,
  AuditQuery,
  AuditRun,
  ChainReport,
} from '../../src-preload/contract/types.ts';
import type { AuditReader } from './audit-log.ts';
import { linesBackward, linesForward, type Line } from './lines.ts';
import { entryMatcher, scanEntries, scanGet, scanHistogram, scanRuns, type ScannedLog } from './scan.ts';
import { isSystemError, unavailable } from './unavailable.ts';
import { listSegments, spanOf, type Segment } from './segments.ts';
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
  private readonly scanned: ScannedLog = {
    lines: (order, visit) => this.scan(order, visit),
    span: () => {
      try {
        return spanOf(this.parts());
      } catch (error) {
        throw isSystemError(error) ? unavailable(this.dir, error) : error;
      }
    },
  };

  constructor(dir: string, log: ReadableLog, verifier: Verifier) {
    this.dir = dir;
    this.log = log;
    this.verifier = verifier;
  }

  query(query: AuditQuery): Promise<{ entries: AuditEntry[] } & AuditPage> {
    return scanEntries(this.scanned, query);
  }

  runs(query: AuditQuery): Promise<{ runs: AuditRun[] } & AuditPage> {
    return scanRuns(this.scanned, query);
  }

  get(auditId: string): Promise<AuditEntry | null> {
    return scanGet(this.scanned, auditId);
  }

  histogram(query: AuditQuery, buckets: number): Promise<AuditHistogram> {
    return scanHistogram(this.scanned, query, buckets);
  }

  async *stream(
    query: AuditQuery,
    signal?: AbortSignal,
  ): AsyncGenerator<{ entry: AuditEntry; line: string }> {
    const match = entryMatcher(query);
    for await (const lines of this.chunks(query.order ?? 'asc')) {
      // Also where nothing matches, and nobody who reads this gets to say so.
      signal?.throwIfAborted();
      for (const line of lines) {
        const entry = match(line);
        if (entry) yield { entry, line: line.bytes?.toString('utf8') ?? '' };
      }
    }
  }

  verify(signal?: AbortSignal): Promise<ChainReport> {
    return this.verifier(signal);
  }

  /** The log's parts as they are now: all that is durable. */
  parts(): Segment[] {
    const segments = this.log.segments();
    // While it cannot be opened for writing, what is there can still be read.
    return segments.some(({ number }) => number === null) ? segments : listSegments(this.dir);
  }

  private async scan(order: 'asc' | 'desc', visit: (line: Line) => boolean): Promise<void> {
    for await (const lines of this.chunks(order)) for (const line of lines) if (visit(line)) return;
  }

  /** The log's lines, a chunk's worth at a time, across its parts. @throws AuditUnavailable */
  private async *chunks(order: 'asc' | 'desc'): AsyncGenerator<Line[]> {
    try {
      const parts = this.parts();
      const { generation } = this.log;
      if (order === 'desc') parts.reverse();
      for (const part of parts) {
        const file = await this.openPart(part, generation);
        if (!file) continue;
        try {
          yield* order === 'asc' ? linesForward(file, 0, part.bytes) : linesBackward(file, part.bytes);
        } finally {
          await file.close();
        }
      }
    } catch (error) {
      throw isSystemError(error) ? unavailable(this.dir, error) : error;
    }
  }

  /** Opens a part, which may have been closed or removed since it was listed; null when it was removed. */
  private async openPart(part: Segment, generation: number): Promise<FileHandle | null> {
    if (part.number !== null) return openIfThere(part.path);
    // While it is being closed there is none of its name for a moment, which is over by now.
    const file = (await openIfThere(part.path)) ?? (await open(part.path, 'r'));
    if (this.log.generation === generation) return file;
    await file.close();
    const closed = this.log.segments().find(({ firstSeq }) => firstSeq === part.firstSeq);
    return closed ? open(closed.path, 'r') : null;
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
