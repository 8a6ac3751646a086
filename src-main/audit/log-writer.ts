import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { AuditEntry } from '../../src-preload/contract/types.ts';
import { AuditUnavailable, type AppendOptions, type AuditDraft, type AuditLog } from './audit-log.ts';
import { prepare } from './fit.ts';
import type { LogFile } from './log-file.ts';
import { openRunsDetail, track, type OpenRun } from './open-runs.ts';
import { EMPTY_CHAIN, encodeRecord, type ChainHead } from './record.ts';
import type { Redactor } from './redaction.ts';
import type { ClosedSegments, Segment } from './segments.ts';
import { unavailable } from './unavailable.ts';
import { Waiters } from './waiters.ts';

/** More waits for the next batch: one write call must not hold the main thread. */
const MAX_BATCH_BYTES = 1024 * 1024;
/** After this many bytes the log says again which runs are open, so that recovery never has to read further back. */
const OPEN_RUNS_EVERY_BYTES = 4 * 1024 * 1024;

interface Queued {
  line: string;
  bytes: number;
  ticket: number;
  head: ChainHead;
  entry: AuditEntry;
}

export interface Started {
  head: ChainHead;
  /** The number that the current file begins with, or will. */
  currentFirstSeq: number;
  /** When that record was written; null where there is none. */
  currentFirstTs: number | null;
  drafts: AuditDraft[];
}

export interface WriterParts {
  file: LogFile;
  redactor: Redactor;
  /** Epoch seconds, with fractions. */
  clock: () => number;
  /**
   * Opens the file and mends its end; called again at the next append when it throws, and again when its drafts, which
   * must be the first records, could not be written.
   * @throws AuditUnavailable
   */
  start: () => Started;
  /** Where finished files go; how large and how old one may become is asked before every batch. */
  segments: ClosedSegments;
  segmentBytes: () => number;
  /** null: its age does not matter. */
  segmentSeconds: () => number | null;
  /** Called when a file was closed. */
  onRotated: () => void;
}

/**
 * The writing side. A record is stamped and chained at once, in memory; one loop writes what has gathered while the disk
 * was busy as one batch with one sync (group commit). When a batch fails, it and all that was chained behind it is
 * forgotten, and the chain stands again at the last record that is on disk.
 */
export class LogWriter implements AuditLog {
  private readonly parts: WriterParts;
  private readonly waiters = new Waiters();
  private readonly listeners = new Set<(seq: number) => void>();

  /** Where the chain stands in memory, and on disk. */
  private head: ChainHead = EMPTY_CHAIN;
  private durableHead: ChainHead = EMPTY_CHAIN;
  private open = new Map<string, OpenRun>();
  private durableOpen = new Map<string, OpenRun>();

  private firstSeq = 1;
  private firstTs: number | null = null;
  /** After a failure to close the current file it is not tried again before it has grown to this. */
  private rotateAt = 0;
  private queue: Queued[] = [];
  private ticket = 0;
  private readonly tickets = new WeakMap<AuditEntry, number>();
  private bytesSinceOpenRuns = 0;
  /** Ticket of the last of the records that the start has to write; 0 while they are not queued. */
  private startTicket = 0;
  /** Whether those are on disk. */
  private startDurable = false;
  private writing = false;
  private scheduled = false;
  private broken = false;
  private closed = false;

  constructor(parts: WriterParts) {
    this.parts = parts;
  }

  /** Bytes that are on disk and chained; null while the file is not open. What lies beyond is no record yet. */
  get durableSize(): number | null {
    return this.parts.file.isOpen || this.broken ? this.parts.file.size : null;
  }

  get writtenSize(): number | null {
    return this.durableSize === null ? null : this.parts.file.writtenSize;
  }

  get chainHead(): ChainHead {
    return this.durableHead;
  }

  /** Whether what the start found, and that it was one, is on disk. */
  get hasStarted(): boolean {
    return this.startDurable;
  }

  /** Whether nothing of this app's stands behind the newest record, once it is closed. */
  endsInOrder = false;

  /** How often the current file was closed: whoever opens it by name can tell that it is another one by now. */
  generation = 0;

  /** The log's parts, oldest first, as far as they are on disk; the current one is there once the log is open. */
  segments(): Segment[] {
    const { file, segments } = this.parts;
    const current: Segment = {
      path: file.path,
      name: basename(file.path),
      number: null,
      firstSeq: this.firstSeq,
      lastSeq: this.durableHead.seq,
      bytes: file.size,
    };
    return this.durableSize === null ? [...segments.list] : [...segments.list, current];
  }

  append(draft: AuditDraft, options?: AppendOptions): AuditEntry {
    this.makeReady();
    const entry = this.enqueue(draft, options);
    if (this.bytesSinceOpenRuns > OPEN_RUNS_EVERY_BYTES) {
      this.bytesSinceOpenRuns = 0;
      this.enqueue({ event: 'app', detail: openRunsDetail(this.open) });
    }
    return entry;
  }

  durable(entry?: AuditEntry): Promise<void> {
    return this.waiters.wait(entry ? this.tickets.get(entry) : undefined, this.ticket);
  }

  onAppended(listener: (seq: number) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    const { file } = this.parts;
    try {
      await this.waiters.wait(undefined, this.ticket);
    } catch (error) {
      // It may be of earlier records, and what came after them is still on its way.
      await this.waiters.wait(undefined, this.ticket);
      throw error;
    } finally {
      // A failed batch that could not be cut off may stand there: nobody else has added it.
      this.endsInOrder = !file.holdsUnconfirmed;
      file.close();
    }
  }

  /** Opens or mends what an earlier failure left; cheap when there is nothing to do. @throws AuditUnavailable */
  makeReady(): void {
    if (this.closed) throw new AuditUnavailable('The audit log is closed: the app is quitting.');
    const { file } = this.parts;
    if (this.broken && this.startDurable) {
      file.repair();
      this.broken = false;
    } else if (this.broken) {
      // Not one record of this session is on disk: begin again from what is.
      file.close();
      this.startTicket = 0;
      this.broken = false;
    }
    if (this.startTicket > 0) return;
    const { head, currentFirstSeq, currentFirstTs, drafts } = this.parts.start();
    this.head = this.durableHead = head;
    this.firstSeq = currentFirstSeq;
    this.firstTs = currentFirstTs;
    for (const draft of drafts) this.enqueue(draft);
    this.startTicket = this.ticket;
  }

  private enqueue(draft: AuditDraft, options?: AppendOptions): AuditEntry {
    const entry = prepare(draft, this.parts.redactor, options);
    entry.audit_id = randomUUID();
    entry.seq = this.head.seq + 1;
    entry.ts = this.parts.clock();
    entry.prev_hash = this.head.hash;
    const { line, bytes, hash } = encodeRecord(entry);
    entry.hash = hash;
    this.head = { seq: entry.seq, hash };
    this.tickets.set(entry, ++this.ticket);
    this.queue.push({ line, bytes, ticket: this.ticket, head: this.head, entry });
    track(this.open, entry);
    this.bytesSinceOpenRuns += bytes;
    this.schedule();
    return entry;
  }

  /**
   * Not a microtask and not a timer: a tick runs when all promise callbacks of this turn have, so that everyone who was
   * woken by the same batch gets into the next one together, and a lone record doesn't wait for another turn.
   */
  private schedule(): void {
    if (this.writing || this.scheduled) return;
    this.scheduled = true;
    process.nextTick(() => {
      this.scheduled = false;
      this.writeBatch();
    });
  }

  private writeBatch(): void {
    if (this.writing || this.queue.length === 0) return;
    this.rotate();
    if (!this.parts.file.isNamed) {
      this.makeNamed();
      return;
    }
    const batch = this.takeBatch();
    const last = batch.at(-1);
    if (!last) return;
    const { file } = this.parts;
    // Most are of one record.
    const text = batch.length === 1 ? last.line : batch.map(({ line }) => line).join('');
    const bytes = batch.length === 1 ? last.bytes : batch.reduce((sum, item) => sum + item.bytes, 0);
    if (file.size === 0) this.firstTs = batch[0]?.entry.ts ?? null;
    try {
      file.append(text, bytes);
    } catch (error) {
      this.fail(error);
      return;
    }
    this.writing = true;
    file.sync((error) => {
      this.writing = false;
      try {
        if (error) throw error;
        file.confirm();
      } catch (failure) {
        this.fail(failure);
        return;
      }
      this.succeed(batch, last);
      this.schedule();
    });
  }

  private makeNamed(): void {
    this.writing = true;
    void this.parts.file
      .makeNamed()
      .finally(() => (this.writing = false))
      .then(
        () => this.writeBatch(),
        (error: unknown) => this.fail(error),
      );
  }

  /** Closes the current file when it has its size or its age. Where that cannot be done it goes on growing. */
  private rotate(): void {
    const { file, segments, segmentBytes, onRotated } = this.parts;
    const { size } = file;
    if (size === 0 || size < this.rotateAt || !(size >= segmentBytes() || this.isOld())) return;
    const next = segments.nextPath();
    if (!next) {
      this.rotateAt = size + MAX_BATCH_BYTES;
      return;
    }
    try {
      file.rotate(next.path);
    } catch (error) {
      if (!(error instanceof AuditUnavailable)) throw error;
      this.rotateAt = size + MAX_BATCH_BYTES;
      return;
    }
    this.rotateAt = 0;
    this.generation++;
    segments.add({ ...next, firstSeq: this.firstSeq, lastSeq: this.durableHead.seq, bytes: size });
    this.firstSeq = this.durableHead.seq + 1;
    // Said early in each file, so that recovery seldom has to look into the one before.
    this.bytesSinceOpenRuns = OPEN_RUNS_EVERY_BYTES + 1;
    onRotated();
  }

  private isOld(): boolean {
    const limit = this.parts.segmentSeconds();
    return limit !== null && this.firstTs !== null && this.parts.clock() - this.firstTs > limit;
  }

  private takeBatch(): Queued[] {
    let bytes = 0;
    let count = 0;
    for (const item of this.queue) {
      if (count > 0 && bytes + item.bytes > MAX_BATCH_BYTES) break;
      bytes += item.bytes;
      count++;
    }
    return this.queue.splice(0, count);
  }

  private succeed(batch: readonly Queued[], last: Queued): void {
    this.durableHead = last.head;
    for (const { entry } of batch) track(this.durableOpen, entry);
    if (last.ticket >= this.startTicket) this.startDurable = true;
    this.waiters.settle(last.ticket);
    for (const listener of this.listeners) {
      try {
        listener(last.head.seq);
      } catch (error) {
        // A listener's bug is not the log's failure, and must not become one; it surfaces as what it is.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  private fail(cause: unknown): void {
    const error = unavailable(this.parts.file.path, cause);
    this.queue = [];
    this.head = this.durableHead;
    this.open = new Map(this.durableOpen);
    this.broken = true;
    this.waiters.fail(this.ticket, error);
    try {
      // At once, so that what was not acknowledged does not lie in the file until the next record.
      this.parts.file.repair();
    } catch (failure) {
      // The next append tries again and tells its caller why it cannot.
      if (!(failure instanceof AuditUnavailable)) throw failure;
    }
  }
}
