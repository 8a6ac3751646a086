import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 10;

/** The waits of one run: all of them end with its signal. */
export class Waiting {
  readonly signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.signal = signal;
  }

  /** @throws the abort reason */
  async pause(ms: number): Promise<void> {
    this.signal.throwIfAborted();
    if (ms <= 0) return;
    try {
      await sleep(ms, undefined, { signal: this.signal });
    } catch (error) {
      this.signal.throwIfAborted();
      throw error;
    }
  }

  /** Asks again and again; false when it took too long. @throws the abort reason */
  async until(done: () => Promise<boolean>, limitMs: number): Promise<boolean> {
    const until = performance.now() + limitMs;
    for (;;) {
      if (await done()) return true;
      if (performance.now() >= until) return false;
      await this.pause(POLL_MS);
    }
  }
}
