import type { AuditEntry } from '../../../src-preload/contract/types.ts';
import { AuditUnavailable } from '../audit-log.ts';
import { InvalidCursor } from '../cursor.ts';
import { linesBackward, linesForward } from '../lines.ts';
import { scanEntries, scanGet, scanHistogram, scanRuns, type ScannedLog } from '../scan.ts';
import { spanOf, type Segment } from '../segments.ts';
import { isSystemError } from '../unavailable.ts';
import { openIndex, removeIndex } from './index-file.ts';
import { Indexer, NotIndexable } from './indexer.ts';
import { openPartHandle, PartMoved } from './log-parts.ts';
import type { Answer, Question } from './messages.ts';
import { IndexQueries } from './queries.ts';
import type { Sqlite } from './sqlite.ts';

/** So much of the log is indexed while a question waits; with more to do, the question is answered from the log. */
const AT_ONCE_BYTES = 4 * 1024 * 1024;
/** An index that is found damaged again and again is not worth another try before the next start. */
const MAX_REBUILDS = 3;

interface Opened {
  db: Sqlite;
  indexer: Indexer;
  queries: IndexQueries;
}

/**
 * Answers about a log from its index, which it makes, follows up and throws away as it must. Whatever state the index is in,
 * an answer is about all of the log's parts: what the index cannot answer is read from the log.
 */
export class IndexEngine {
  readonly #path: string;
  readonly #report: (message: string) => void;
  #opened: Opened | null = null;
  /** Why there is no index, until the next start. */
  #off = false;
  #rebuilds = 0;
  #parts: readonly Segment[] = [];
  /** Questions that are being answered from the log. */
  #scanning = 0;
  #following: Promise<void> | null = null;

  /** @param report hears of what went wrong with the index, in words for the app's log */
  constructor(path: string, report: (message: string) => void) {
    this.#path = path;
    this.#report = report;
  }

  /** @throws InvalidCursor, PartMoved, AuditUnavailable, the file system's errors about the log; the signal's reason */
  async answer(question: Question, parts: readonly Segment[], signal?: AbortSignal): Promise<Answer> {
    this.#parts = parts;
    let answer = this.#fromIndex(question, parts);
    // Not for null, which is an answer: there is no such record.
    if (answer === undefined) answer = this.#soFar(question, parts);
    if (answer !== undefined) {
      void this.follow(parts);
      return answer;
    }
    this.#scanning++;
    // Beside it, in turns: an index that waited until nobody asks would never be made while somebody looks on.
    void this.follow(parts);
    try {
      const scanned = await scan(question, parts, signal);
      const indexing = this.#progress(parts);
      return indexing && isAboutAll(scanned) ? { ...scanned, indexing } : scanned;
    } finally {
      this.#scanning--;
    }
  }

  /** Brings the index up to these parts, a slice at a time. Resolves when there is nothing left to do. */
  follow(parts: readonly Segment[]): Promise<void> {
    this.#parts = parts;
    this.#following ??= this.#followUp().finally(() => (this.#following = null));
    return this.#following;
  }

  /** Resolves when nothing is left to do of what it was told of. */
  async settled(): Promise<void> {
    await this.#following;
  }

  close(): void {
    this.#opened?.db.close();
    this.#opened = null;
  }

  async #followUp(): Promise<void> {
    for (let tookMs = 0; ;) {
      // Every slice ends with a turn of the event loop, in which questions arrive; what is read for them gets twice as long.
      await new Promise((resolve) => setTimeout(resolve, this.#scanning > 0 ? 2 * tookMs : 0));
      const from = performance.now();
      if (!this.#step()) return;
      tookMs = performance.now() - from;
    }
  }

  /** @returns whether there is more to do */
  #step(): boolean {
    try {
      return this.#guard(() => this.#open()?.indexer.step(this.#parts) ?? false) ?? !this.#off;
    } catch (error) {
      // The next list of parts, which is on its way, has the file that moved. An unreadable log is told to who asks.
      if (error instanceof PartMoved || isSystemError(error)) return false;
      throw error;
    }
  }

  /** undefined: the index has to be made, or brought up from further behind than a question can wait for. */
  #fromIndex(question: Question, parts: readonly Segment[]): Answer | undefined {
    return this.#guard((): Answer | undefined => {
      const opened = this.#open();
      if (!opened || opened.indexer.mustRemove(parts)) return undefined;
      if (opened.indexer.behind(parts) > AT_ONCE_BYTES) return undefined;
      while (opened.indexer.step(parts));
      return ask(opened, question, parts);
    });
  }

  /** What is in the index by now, for who would rather have that at once than everything later. */
  #soFar(question: Question, parts: readonly Segment[]): Answer | undefined {
    if (question.op !== 'histogram') return undefined;
    const { query, buckets, partial } = question.asked;
    if (partial !== true) return undefined;
    return this.#guard((): Answer | undefined => {
      const opened = this.#open();
      const indexing = this.#progress(parts);
      return opened && indexing ? { ...opened.queries.histogram(query, buckets), indexing } : undefined;
    });
  }

  #open(): Opened | null {
    if (this.#off) return null;
    if (this.#opened) return this.#opened;
    const db = openIndex(this.#path);
    this.#opened = { db, indexer: new Indexer(db), queries: new IndexQueries(db) };
    return this.#opened;
  }

  /** What is wrong with the index is its end, not the question's: undefined then. */
  #guard<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      const ofTheLog =
        error instanceof InvalidCursor ||
        error instanceof PartMoved ||
        error instanceof AuditUnavailable ||
        (isSystemError(error) && this.#opened !== null);
      if (ofTheLog) throw error;
      this.#discard(error);
      return undefined;
    }
  }

  #discard(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    try {
      this.#opened?.db.close();
    } catch {
      // It is thrown away.
    }
    this.#opened = null;
    this.#off = error instanceof NotIndexable || isSystemError(error) || this.#rebuilds++ >= MAX_REBUILDS;
    try {
      removeIndex(this.#path);
    } catch {
      // What cannot be removed cannot be made anew.
      this.#off = true;
    }
    this.#report(
      this.#off
        ? `There is no search index until the next start: ${why}`
        : `The search index is made anew: ${why}`,
    );
  }

  #progress(parts: readonly Segment[]): { done: number; of: number } | undefined {
    if (this.#off) return undefined;
    const of = parts.reduce((sum, part) => sum + part.bytes, 0);
    const behind = this.#opened?.indexer.behind(parts) ?? of;
    return behind === 0 ? undefined : { done: Math.max(0, of - behind), of };
  }
}

/** Answers that may come from an index that is not finished, or had to do without. */
function isAboutAll(answer: Answer): answer is Exclude<Answer, AuditEntry | null> {
  return answer !== null && ('log' in answer || 'buckets' in answer);
}

function ask({ queries, indexer }: Opened, question: Question, parts: readonly Segment[]): Answer {
  switch (question.op) {
    case 'query':
      return queries.entries(question.asked, parts, indexer.ordered);
    case 'runs':
      return queries.runs(question.asked, parts, indexer.ordered);
    case 'get':
      return queries.get(question.asked, parts);
    case 'histogram':
      return queries.histogram(question.asked.query, question.asked.buckets);
  }
}

function scan(question: Question, parts: readonly Segment[], signal?: AbortSignal): Promise<Answer> {
  const log = scannedParts(parts, signal);
  switch (question.op) {
    case 'query':
      return scanEntries(log, question.asked);
    case 'runs':
      return scanRuns(log, question.asked);
    case 'get':
      return scanGet(log, question.asked);
    case 'histogram':
      return scanHistogram(log, question.asked.query, question.asked.buckets);
  }
}

function scannedParts(parts: readonly Segment[], signal?: AbortSignal): ScannedLog {
  return {
    span: () => spanOf(parts),
    async lines(order, visit) {
      for (const part of order === 'desc' ? parts.toReversed() : parts) {
        const file = await openPartHandle(part);
        try {
          const chunks =
            order === 'asc' ? linesForward(file, 0, part.bytes) : linesBackward(file, part.bytes);
          for await (const lines of chunks) {
            signal?.throwIfAborted();
            if (lines.some(visit)) return;
          }
        } finally {
          await file.close();
        }
      }
    },
  };
}
