import { open, type FileHandle } from 'node:fs/promises';
import type {
  AuditEntry,
  AuditHistogram,
  AuditPage,
  AuditQuery,
  AuditRun,
  ChainReport,
} from '../../src-preload/contract/types.ts';
import { AuditUnavailable, type AskOptions, type AuditReader, type StreamOptions } from './audit-log.ts';
import { linesBackward, linesForward, type Line } from './lines.ts';
import { readSeal } from './record.ts';
import {
  entryMatcher,
  runMatcher,
  scanEntries,
  scanGet,
  scanHistogram,
  scanRunIds,
  scanRuns,
  type ScannedLog,
} from './scan.ts';
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

/** What is read: the log's parts as they were listed, and how far. */
interface Listed {
  parts: Segment[];
  generation: number;
  signal?: AbortSignal | undefined;
  /** Number of the last record that counts. */
  upTo: number;
  /** Whether a part that is gone is an error; else its records were removed, as if before the question. */
  whole: boolean;
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

  async query(query: AuditQuery, options?: AskOptions): Promise<{ entries: AuditEntry[] } & AuditPage> {
    return scanEntries(this.scanned(options), query);
  }

  async runs(query: AuditQuery, options?: AskOptions): Promise<{ runs: AuditRun[] } & AuditPage> {
    return scanRuns(this.scanned(options), query);
  }

  async get(auditId: string): Promise<AuditEntry | null> {
    return scanGet(this.scanned(), auditId);
  }

  async histogram(query: AuditQuery, buckets: number, options?: AskOptions): Promise<AuditHistogram> {
    return scanHistogram(this.scanned(options), query, buckets);
  }

  async *stream(
    query: AuditQuery,
    { of, upTo = Infinity, signal }: StreamOptions = {},
  ): AsyncGenerator<{ entry: AuditEntry; line: string }> {
    // One list for all of it: what is removed in the meantime is missed, and said.
    const listed = { ...this.list(), signal, upTo, whole: true };
    const match =
      of === 'runs' ? runMatcher(await scanRunIds(this.scannedOf(listed), query)) : entryMatcher(query);
    for await (const lines of this.chunks(query.order ?? 'asc', listed)) {
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

  private list(): Listed {
    try {
      return { parts: this.parts(), generation: this.log.generation, upTo: Infinity, whole: false };
    } catch (error) {
      throw isSystemError(error) ? unavailable(this.dir, error) : error;
    }
  }

  private scanned(options: AskOptions = {}): ScannedLog {
    return this.scannedOf({ ...this.list(), signal: options.signal });
  }

  private scannedOf(listed: Listed): ScannedLog {
    return {
      lines: async (order, visit) => {
        for await (const lines of this.chunks(order, listed))
          for (const line of lines) if (visit(line)) return;
      },
      span: () => spanOf(listed.parts),
    };
  }

  /** The log's lines, a chunk's worth at a time, across its parts. @throws AuditUnavailable; the signal's reason */
  private async *chunks(order: 'asc' | 'desc', listed: Listed): AsyncGenerator<Line[]> {
    const { parts, signal, upTo } = listed;
    const wanted = parts.filter(({ firstSeq }) => firstSeq <= upTo);
    try {
      for (const part of order === 'desc' ? wanted.reverse() : wanted) {
        const file = await this.openPart(part, listed);
        if (!file) continue;
        try {
          const chunks =
            order === 'asc' ? linesForward(file, 0, part.bytes) : linesBackward(file, part.bytes);
          for await (const lines of chunks) {
            // Also where nothing matches, and nobody who reads this gets to say so.
            signal?.throwIfAborted();
            yield part.lastSeq <= upTo ? lines : lines.filter((line) => numberOf(line) <= upTo);
          }
        } finally {
          await file.close();
        }
      }
    } catch (error) {
      throw isSystemError(error) && error !== signal?.reason ? unavailable(this.dir, error) : error;
    }
  }

  /** Opens a part, which may have been closed or removed since it was listed; null when it was removed. */
  private async openPart(part: Segment, { generation, whole }: Listed): Promise<FileHandle | null> {
    if (part.number !== null) {
      const file = await openIfThere(part.path);
      if (!file && whole) throw removed(part);
      return file;
    }
    // While it is being closed there is none of its name for a moment, which is over by now.
    const file = (await openIfThere(part.path)) ?? (await open(part.path, 'r'));
    if (this.log.generation === generation) return file;
    await file.close();
    const closed = this.log.segments().find(({ firstSeq }) => firstSeq === part.firstSeq);
    if (!closed && whole) throw removed(part);
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

function removed({ firstSeq, lastSeq }: Segment): AuditUnavailable {
  return new AuditUnavailable(
    `Records ${firstSeq} to ${lastSeq} were removed while they were being read, as the settings for keeping the record say. Try again.`,
  );
}

function numberOf(line: Line): number {
  return (line.bytes && readSeal(line.bytes)?.seq) ?? 0;
}
