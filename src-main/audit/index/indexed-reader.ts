import type {
  AuditEntry,
  AuditHistogram,
  AuditPage,
  AuditQuery,
  AuditRun,
  ChainReport,
} from '../../../src-preload/contract/types.ts';
import type { AskOptions, AuditReader, HistogramOptions, StreamOptions } from '../audit-log.ts';
import type { Segment } from '../segments.ts';
import { IndexGone, IndexThread, PartsChanged } from './index-thread.ts';
import type { Questions } from './messages.ts';

/** The window and its first runs come first. */
const START_AFTER_MS = 30_000;
/** A thread that nobody asks is ended, for its memory; what is recorded until the next one starts is caught up then. */
const IDLE_MS = 120_000;
/** A log of so few bytes is read in a moment, in less than a thread and its 14 MB are worth. */
const SMALL_BYTES = 262_144;
const FOLLOW_EVERY_MS = 1_000;
const MAX_FAILURES = 3;
const MAX_MOVES = 5;

export interface IndexedReaderParts {
  /** The log read without an index: while there is none, and for what it answers at once. */
  scan: AuditReader;
  /** The log's parts as they are now: all that is durable. */
  parts: () => Segment[];
  onAppended: (listener: () => void) => () => void;
  /** The built script of the thread, and where the index is kept. */
  script: string;
  path: string;
  /** Hears of what went wrong with the index. */
  report: (what: string) => void;
  /** When the index is begun without being asked; null: never. Half a minute after the start unless told. */
  startAfterMs?: number | null;
  idleMs?: number;
  /** No thread is begun for a log of less than this; 256 KB unless told. */
  smallBytes?: number;
  /** See `IndexThreadParts`. */
  answerLimitMs?: number;
  stuckMs?: number;
}

/**
 * Reads the record back by its index, in a thread of its own. Each question goes there with how far the log has come, and the
 * answer is about no less: what was acknowledged before is found. Without the thread the answers are the same, but slower.
 */
export class IndexedReader implements AuditReader {
  readonly #parts: IndexedReaderParts;
  readonly #stopListening: () => void;
  readonly #starting: NodeJS.Timeout | undefined;
  #thread: IndexThread | null = null;
  #failures = 0;
  /** Until the last thread that was begun is gone: two of them must never have the index open. */
  #leaving: Promise<void> | null = null;
  #closed = false;
  #askedAt = 0;
  #following: NodeJS.Timeout | null = null;
  #idle: NodeJS.Timeout | null = null;

  constructor(parts: IndexedReaderParts) {
    this.#parts = parts;
    this.#stopListening = parts.onAppended(() => this.#followSoon());
    const { startAfterMs = START_AFTER_MS } = parts;
    if (startAfterMs === null) return;
    const begin = (): void => {
      if (!this.#isSmall(parts.parts())) void this.#start().then((thread) => thread?.follow(parts.parts()));
    };
    this.#starting = setTimeout(begin, startAfterMs).unref();
  }

  query(query: AuditQuery, options?: AskOptions): Promise<{ entries: AuditEntry[] } & AuditPage> {
    const scan = () => this.#parts.scan.query(query, options);
    return this.#ask('query', query, { quick: isNewest(query), scan, ...options });
  }

  runs(query: AuditQuery, options?: AskOptions): Promise<{ runs: AuditRun[] } & AuditPage> {
    const scan = () => this.#parts.scan.runs(query, options);
    return this.#ask('runs', query, { quick: isNewest(query), scan, ...options });
  }

  get(auditId: string): Promise<AuditEntry | null> {
    return this.#ask('get', auditId, { scan: () => this.#parts.scan.get(auditId) });
  }

  histogram(query: AuditQuery, buckets: number, options?: HistogramOptions): Promise<AuditHistogram> {
    const scan = () => this.#parts.scan.histogram(query, buckets, options);
    return this.#ask('histogram', { query, buckets, partial: options?.partial }, { scan, ...options });
  }

  /** From the log: what is taken out of the app is the truth itself. */
  stream(query: AuditQuery, options?: StreamOptions): AsyncIterable<{ entry: AuditEntry; line: string }> {
    return this.#parts.scan.stream(query, options);
  }

  verify(signal?: AbortSignal): Promise<ChainReport> {
    return this.#parts.scan.verify(signal);
  }

  /** Ends the thread; questions are answered from the log from then on. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopListening();
    clearTimeout(this.#starting);
    clearTimeout(this.#following ?? undefined);
    clearTimeout(this.#idle ?? undefined);
    await this.#thread?.stop();
  }

  /** `quick`: the log's end has the answer, so that nobody waits for a thread to start; `scan`: to do without one. */
  async #ask<Op extends keyof Questions>(
    op: Op,
    asked: Questions[Op]['asked'],
    how: AskOptions & { quick?: boolean; scan: () => Promise<Questions[Op]['answer']> },
  ): Promise<Questions[Op]['answer']> {
    const { quick = false, scan, signal } = how;
    this.#askedAt = performance.now();
    for (let moves = 0; moves < MAX_MOVES; moves++) {
      const parts = this.#parts.parts();
      if (!this.#thread && this.#isSmall(parts)) return scan();
      const thread = quick ? this.#thread : await this.#start();
      if (!thread) return scan();
      try {
        return await thread.ask(op, asked, parts, signal);
      } catch (error) {
        if (error instanceof IndexGone) return scan();
        // A file was closed or removed in between.
        if (!(error instanceof PartsChanged)) throw error;
      }
    }
    return scan();
  }

  #isSmall(parts: Segment[]): boolean {
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    return bytes === 0 || bytes < (this.#parts.smallBytes ?? SMALL_BYTES);
  }

  /** The thread, begun anew where there is none; null: there will be none. */
  async #start(): Promise<IndexThread | null> {
    while (!this.#thread) {
      if (this.#closed || this.#failures >= MAX_FAILURES) return null;
      if (!this.#leaving) {
        this.#thread = this.#begin();
        break;
      }
      await this.#leaving;
    }
    return this.#thread;
  }

  #begin(): IndexThread {
    const { script, path, report, answerLimitMs, stuckMs } = this.#parts;
    let gone: () => void = () => undefined;
    this.#leaving = new Promise((resolve) => (gone = resolve));
    return new IndexThread({
      script,
      path,
      answerLimitMs,
      stuckMs,
      onReport: report,
      onIdle: () => this.#endLater(),
      onEnd: () => this.#ended(),
      onExit: () => {
        this.#leaving = null;
        gone();
      },
    });
  }

  #ended(): void {
    if (this.#thread && !this.#closed) this.#failures++;
    this.#thread = null;
  }

  #followSoon(): void {
    if (!this.#thread || this.#following) return;
    this.#following = setTimeout(() => {
      this.#following = null;
      this.#thread?.follow(this.#parts.parts());
    }, FOLLOW_EVERY_MS).unref();
  }

  #endLater(): void {
    clearTimeout(this.#idle ?? undefined);
    const idleMs = this.#parts.idleMs ?? IDLE_MS;
    this.#idle = setTimeout(() => {
      const thread = this.#thread;
      if (!thread) return;
      if (thread.waiting > 0 || performance.now() - this.#askedAt < idleMs) {
        this.#endLater();
        return;
      }
      this.#thread = null;
      void thread.stop();
    }, idleMs).unref();
  }
}

/** Whether the newest rows are asked for, whatever they are. */
function isNewest({ order, at, ...rest }: AuditQuery): boolean {
  const filters = Object.values({ ...rest, limit: undefined });
  return order !== 'asc' && at !== 'time' && filters.every((value) => value === undefined);
}
