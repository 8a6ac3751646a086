import { getSystemErrorName } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { AuditFs } from './audit-fs.ts';

/** The places of the array that both threads share, as in sync-thread.mjs. */
const [REQUEST, FD, ERRNO, DONE, LEFT] = [0, 1, 2, 3, 4];
const PLACES = 5;

/** In milliseconds. */
const LIMITS = {
  /** The caller's thread waits for a quick disk this long; a slower one calls back. */
  hold: 0.4,
  /** The thread is there while so many syncs (`STARTS_AFTER`) come in so long, ... */
  within: 500,
  /** ... and for so long after the last. */
  idle: 10_000,
};
const STARTS_AFTER = 8;
/** After so much of that in one turn of the event loop everything else has its turn before the next sync is waited for. */
const MAX_TURN_MS = 4;
/** A disk that is slow time after time, or a machine that is busy, is not waited for again for a while, longer each time. */
const FIRST_REST_MS = 2;
const MAX_REST_MS = 256;

/**
 * Syncs in a thread of its own, which a quick disk is waited for: the way to the thread pool and back through the event loop
 * takes nearly as long as the disk does. Never longer than a moment, and only while records come one after another: the
 * pause must act while the disk is slow. Everything else goes the usual way, and so does what the thread does not answer.
 *
 * Both sleep while they wait. A loop that looks again and again takes the processor that the disk's answer comes in on: the same
 * sync then takes a quarter longer, which is more than two sleepers take to be woken.
 */
export class SyncThread {
  readonly #script: string;
  readonly #limits: typeof LIMITS;
  readonly #io: Pick<AuditFs, 'fdatasync'>;
  readonly #state = new Int32Array(new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT));
  #worker: Worker | null = null;
  #isUp = false;
  #requests = 0;
  #waiting: { request: number; fd: number; done: (error: Error | null) => void } | null = null;
  #recent: number[] = [];
  #restUntil = 0;
  /** How often in a row the wait was in vain. */
  #misses = 0;
  #turnBegan: number | null = null;
  #idle: NodeJS.Timeout | null = null;

  /**
   * @param script that of the thread: sync-thread.mjs, or what was built of it
   * @param io does what the thread does not
   */
  constructor(script: string, io: Pick<AuditFs, 'fdatasync'>, limits: Partial<typeof LIMITS> = {}) {
    this.#script = script;
    this.#io = io;
    this.#limits = { ...LIMITS, ...limits };
  }

  /** Whether the thread is there and answers. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** Makes a file's bytes durable. @param done called when they are, or with why not; it may be called at once */
  sync(fd: number, done: (error: Error | null) => void): void {
    const now = performance.now();
    if (!this.#isUp || now < this.#restUntil) {
      this.#startWhereWorth(now);
      this.#io.fdatasync(fd, done);
      return;
    }
    this.#recent = [];
    const request = ++this.#requests;
    Atomics.store(this.#state, FD, fd);
    Atomics.store(this.#state, REQUEST, request);
    Atomics.notify(this.#state, REQUEST);
    if (!this.#mayHold(now)) {
      this.#waiting = { request, fd, done };
      setImmediate(() => this.#goOn(request));
    } else if (this.#hold(request, now)) done(this.#result());
    else {
      this.#waiting = { request, fd, done };
      this.#leave(request);
    }
  }

  /** Everything else has had its turn: what was asked for before is waited for a moment, too. */
  #goOn(request: number): void {
    if (this.#waiting?.request !== request) return;
    const now = performance.now();
    if (this.#mayHold(now) && this.#hold(request, now)) this.#answered(request);
    else this.#leave(request);
  }

  /** The thread calls back. */
  #leave(request: number): void {
    Atomics.store(this.#state, LEFT, request);
    // It may have been done just before it was told that nobody waits.
    if (Atomics.load(this.#state, DONE) === request) setImmediate(() => this.#answered(request));
  }

  /** Ends the thread. What it was asked for is then done the usual way. */
  end(): void {
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = null;
    void this.#worker?.terminate();
  }

  #hold(request: number, from: number): boolean {
    for (let left = this.#limits.hold; left > 0; left = from + this.#limits.hold - performance.now()) {
      const done = Atomics.load(this.#state, DONE);
      if (done === request) {
        this.#misses = 0;
        return true;
      }
      Atomics.wait(this.#state, DONE, done, left);
    }
    this.#misses++;
    if (this.#misses > 1) this.#restUntil = from + Math.min(FIRST_REST_MS * 2 ** this.#misses, MAX_REST_MS);
    return false;
  }

  #mayHold(now: number): boolean {
    if (this.#turnBegan === null) {
      this.#turnBegan = now;
      setImmediate(() => (this.#turnBegan = null));
    }
    return now - this.#turnBegan < MAX_TURN_MS;
  }

  #answered(request: number): void {
    const waiting = this.#waiting;
    if (waiting?.request !== request) return;
    this.#waiting = null;
    waiting.done(this.#result());
  }

  #result(): Error | null {
    const errno = Atomics.load(this.#state, ERRNO);
    if (errno === 0) return null;
    const code = getSystemErrorName(errno);
    return Object.assign(new Error(`${code}: fdatasync`), { code, errno, syscall: 'fdatasync' });
  }

  #startWhereWorth(now: number): void {
    this.#recent.push(now);
    if (this.#recent.length < STARTS_AFTER || this.#worker) return;
    const first = this.#recent.shift() ?? 0;
    if (now - first > this.#limits.within) return;
    this.#start();
  }

  #start(): void {
    const worker = new Worker(this.#script, {
      workerData: { shared: this.#state.buffer, done: this.#requests },
      env: {},
      argv: [],
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
    });
    worker.unref();
    this.#worker = worker;
    worker.once('online', () => (this.#isUp = true));
    worker.on('message', (request: number) => this.#answered(request));
    // Its end says the same.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      this.#worker = null;
      this.#isUp = false;
      const waiting = this.#waiting;
      this.#waiting = null;
      if (waiting) this.#io.fdatasync(waiting.fd, waiting.done);
    });
    this.#endWhenIdle();
  }

  #endWhenIdle(): void {
    const before = this.#requests;
    this.#idle = setTimeout(() => {
      if (this.#requests === before) this.end();
      else this.#endWhenIdle();
    }, this.#limits.idle).unref();
  }
}
