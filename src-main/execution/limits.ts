import type { Settings } from '../../src-preload/contract/types.ts';
import type { Clock } from '../platform/clock.ts';

const MINUTE_MS = 60_000;
/** More requests than this waiting for a slot are refused: a queue without an end is a leak. */
export const MAX_WAITING = 200;

export type LimitSettings = Pick<Settings, 'rate_per_minute' | 'loop_limit' | 'max_concurrent_runs'>;

/** A call refused by a limit. `retryAfterMs` says when it may be worth trying again. */
export class RateLimited extends Error {
  override name = 'RateLimited';
  constructor(
    readonly code: 'rate_limited' | 'loop_detected' | 'queue_full',
    message: string,
    readonly retryAfterMs: number,
  ) {
    super(message);
  }
}

/**
 * Counts calls on the monotonic clock, so that changing the system's time resets nothing. Everything is taken before a
 * call acts, synchronously, so that parallel calls cannot overdraw.
 */
export class CallLimits {
  readonly #clock: Clock;
  /** Tokens left and when they were last counted, by caller and tool. */
  readonly #buckets = new Map<string, { tokens: number; at: number }>();
  /** Times of identical calls within the last minute, oldest first. */
  readonly #identical = new Map<string, number[]>();
  #sweptAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Takes one call of `tool` by `caller`. `callHash` stands for tool and canonical arguments.
   * @throws RateLimited
   */
  take(caller: string, tool: string, callHash: string, settings: LimitSettings): void {
    const now = this.#clock.monotonicMs();
    this.#sweep(now);
    this.#takeToken(`${caller}\n${tool}`, now, settings.rate_per_minute);
    this.#countIdentical(`${caller}\n${callHash}`, now, settings.loop_limit, tool);
  }

  #takeToken(key: string, now: number, perMinute: number): void {
    if (perMinute === 0) return;
    const bucket = this.#buckets.get(key) ?? { tokens: perMinute, at: now };
    bucket.tokens = Math.min(perMinute, bucket.tokens + ((now - bucket.at) * perMinute) / MINUTE_MS);
    bucket.at = now;
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) {
      const wait = Math.ceil(((1 - bucket.tokens) * MINUTE_MS) / perMinute);
      throw new RateLimited(
        'rate_limited',
        `More than ${perMinute} calls a minute (setting rate_per_minute). Try again in ${Math.ceil(wait / 1000)} s.`,
        wait,
      );
    }
    bucket.tokens -= 1;
  }

  #countIdentical(key: string, now: number, limit: number, tool: string): void {
    if (limit === 0) return;
    const times = (this.#identical.get(key) ?? []).filter((at) => now - at < MINUTE_MS);
    this.#identical.set(key, times);
    if (times.length >= limit) {
      throw new RateLimited(
        'loop_detected',
        `${tool} was called ${limit} times within a minute with the same arguments (setting loop_limit). ` +
          'It looks like a loop.',
        MINUTE_MS - (now - (times[0] ?? now)),
      );
    }
    times.push(now);
  }

  /** Forgets what a minute has made meaningless, so that many different calls leave nothing behind. */
  #sweep(now: number): void {
    if (now - this.#sweptAt < MINUTE_MS) return;
    this.#sweptAt = now;
    for (const [key, times] of this.#identical) {
      if (now - (times.at(-1) ?? 0) >= MINUTE_MS) this.#identical.delete(key);
    }
    for (const [key, bucket] of this.#buckets) if (now - bucket.at >= MINUTE_MS) this.#buckets.delete(key);
  }
}

interface WaitingTurn {
  limit: () => number;
  begin: () => void;
}

/** Slots for runs that act at the same time; the others wait in the order they came. */
export class RunSlots {
  #taken = 0;
  readonly #waiting: WaitingTurn[] = [];

  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Resolves to a function that gives the slot back (once; later calls do nothing). `limit` is asked again whenever a slot
   * is given, so that a lower one counts for those who wait.
   * @throws RateLimited `queue_full`, or the signal's reason
   */
  async take(limit: () => number, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#taken >= limit() || this.#waiting.length > 0) await this.#wait(limit, signal);
    else this.#taken += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#taken -= 1;
      this.#next();
    };
  }

  /** Counts a slot as taken before its owner wakes, so that nobody who came later can take it in between. */
  #next(): void {
    for (let first = this.#waiting[0]; first && this.#taken < first.limit(); first = this.#waiting[0]) {
      this.#waiting.shift();
      this.#taken += 1;
      first.begin();
    }
  }

  async #wait(limit: () => number, signal: AbortSignal): Promise<void> {
    if (this.#waiting.length >= MAX_WAITING) {
      throw new RateLimited('queue_full', `${MAX_WAITING} runs are already waiting for their turn.`, 1000);
    }
    await new Promise<void>((resolve, reject) => {
      const turn: WaitingTurn = {
        limit,
        begin() {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(turn);
      // The limit may have been raised since the last slot was given.
      this.#next();
    });
  }
}
