import { Worker } from 'node:worker_threads';
import { AuditUnavailable } from '../audit-log.ts';
import { InvalidCursor } from '../cursor.ts';
import type { Segment } from '../segments.ts';
import type { FromIndex, Question, Questions, ToIndex } from './messages.ts';
import { YOUNG_GENERATION_MB } from '../../platform/thread-memory.ts';

/** For the slowest question (a word that is nowhere, in a long log that is not indexed yet) on a slow disk. */
const ANSWER_LIMIT_MS = 60_000;
/** Within this a thread says that it has given up a question; one that does not is stuck. */
const STUCK_MS = 10_000;
/** The thread holds SQLite's pages and the words of open runs; a log cannot make it take more. */
const MEMORY_MB = 512;

/** The thread ended, and cannot answer. The log itself still can. */
export class IndexGone extends Error {
  override name = 'IndexGone';
}

/** The log's parts have changed since they were listed. */
export class PartsChanged extends Error {
  override name = 'PartsChanged';
}

/** A question that the thread has not answered; whoever asked may have been told already. */
interface Waiting {
  settle: (message: Extract<FromIndex, { id: number }>) => void;
  fail: (error: Error) => void;
}

export interface IndexThreadParts {
  /** The built script, and the index file. */
  script: string;
  path: string;
  answerLimitMs?: number | undefined;
  stuckMs?: number | undefined;
  onReport: (message: string) => void;
  /** All that it was told of is in the index. */
  onIdle: () => void;
  /** It ended, by itself or not: it answers no more. */
  onEnd: () => void;
  /** It is gone: another one may open the index. */
  onExit: () => void;
}

/** The thread with the index, from its start to its end. */
export class IndexThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #parts: IndexThreadParts;
  #lastId = 0;
  #ended = false;

  constructor(parts: IndexThreadParts) {
    this.#parts = parts;
    this.#worker = new Worker(parts.script, {
      workerData: { path: parts.path },
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
      // Nothing of this process's environment or command line is its business.
      env: {},
      argv: [],
      execArgv: [],
    });
    // The app does not stay for it.
    this.#worker.unref();
    this.#worker.on('message', (message: FromIndex) => this.#hear(message));
    this.#worker.on('error', (error: unknown) =>
      this.#end(error instanceof Error ? error.message : String(error)),
    );
    this.#worker.on('exit', () => {
      this.#end('It ended.');
      parts.onExit();
    });
  }

  /** How many questions wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * A question that takes too long is an error, and is not read for anywhere else: what took long here would take as long there,
   * and hold up the app besides.
   * @throws IndexGone, PartsChanged, InvalidCursor, AuditUnavailable; the signal's reason
   */
  ask<Op extends keyof Questions>(
    op: Op,
    asked: Questions[Op]['asked'],
    parts: Segment[],
    signal?: AbortSignal,
  ): Promise<Questions[Op]['answer']> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const giveUp = (why: Error): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.#send({ cancel: id });
        reject(why);
      };
      const onAbort = (): void => giveUp(signal?.reason as Error);
      const limitMs = this.#parts.answerLimitMs ?? ANSWER_LIMIT_MS;
      let timer = setTimeout(() => {
        const error = tookTooLong(limitMs);
        giveUp(error);
        timer = setTimeout(() => {
          this.#parts.onReport(`The search index did not answer within ${limitMs / 1000} s.`);
          void this.stop(error);
        }, this.#parts.stuckMs ?? STUCK_MS).unref();
      }, limitMs);
      const done = (then: () => void): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.#waiting.delete(id);
        then();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.set(id, {
        fail: (error) => done(() => reject(error)),
        settle: (message) =>
          done(() => {
            if (message.ok) resolve(message.value);
            else reject(errorOf(message));
          }),
      });
      this.#send({ id, question: { op, asked } as Question, parts });
    });
  }

  /** Tells it how far the log has come. */
  follow(parts: Segment[]): void {
    this.#send({ parts });
  }

  /** Ends the thread, whatever it is doing. @param why what those hear who wait for answers */
  async stop(why: Error = new IndexGone('The search index does not answer.')): Promise<void> {
    this.#end(null, why);
    await this.#worker.terminate();
  }

  #send(message: ToIndex): void {
    if (!this.#ended) this.#worker.postMessage(message);
  }

  #hear(message: FromIndex): void {
    if ('report' in message) this.#parts.onReport(message.report);
    else if ('idle' in message) this.#parts.onIdle();
    else this.#waiting.get(message.id)?.settle(message);
  }

  #end(report: string | null, why: Error = new IndexGone('The search index does not answer.')): void {
    if (this.#ended) return;
    this.#ended = true;
    if (report !== null) this.#parts.onReport(`The thread of the search index ended: ${report}`);
    for (const { fail } of [...this.#waiting.values()]) fail(why);
    this.#parts.onEnd();
  }
}

function errorOf({ failure, message }: Extract<FromIndex, { ok: false }>): Error {
  switch (failure) {
    case 'cursor':
      return new InvalidCursor(message);
    case 'moved':
      return new PartsChanged(message);
    case 'unavailable':
    case 'cancelled':
      // Who cancelled it has the reason already.
      return new AuditUnavailable(message);
  }
}

function tookTooLong(limitMs: number): AuditUnavailable {
  return new AuditUnavailable(
    `Reading the record for this took longer than ${limitMs / 1000} s and was given up. Until the search index is made, ` +
      'ask for less at a time, or wait for it.',
  );
}
