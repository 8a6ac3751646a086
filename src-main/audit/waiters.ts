import type { AuditUnavailable } from './audit-log.ts';

interface Waiter {
  upTo: number;
  promise: Promise<void>;
  resolve: () => void;
  reject: (error: AuditUnavailable) => void;
}

/** How many failed stretches are remembered for callers who ask late; older ones are merged into one. */
const MAX_LOSSES = 1000;

/**
 * Who waits for which record. Records are numbered by tickets that are never given twice, unlike sequence numbers, which
 * go to another record when the first is forgotten.
 */
export class Waiters {
  private waiting: Waiter[] = [];
  private settled = 0;
  private losses: { from: number; to: number; error: AuditUnavailable }[] = [];
  /** A loss that no caller has heard of. */
  private untold: AuditUnavailable | null = null;

  /**
   * @param own the caller's own record, when it says which: then only that one's fate counts.
   * @param newest ticket of the newest record so far.
   */
  wait(own: number | undefined, newest: number): Promise<void> {
    const upTo = own ?? newest;
    const loss = this.losses.find(({ from, to }) => own !== undefined && from <= own && own <= to);
    if (loss) return Promise.reject(loss.error);
    if (own === undefined && this.untold) {
      const error = this.untold;
      this.untold = null;
      return Promise.reject(error);
    }
    if (upTo <= this.settled) return Promise.resolve();
    const last = this.waiting.at(-1);
    if (last?.upTo === upTo) return last.promise;
    const waiter = createWaiter(upTo);
    // An own record may be older than what others wait for already: the order of tickets is kept.
    const at = this.waiting.findLastIndex((other) => other.upTo < upTo) + 1;
    this.waiting.splice(at, 0, waiter);
    return waiter.promise;
  }

  settle(upTo: number): void {
    this.settled = upTo;
    let count = 0;
    while ((this.waiting[count]?.upTo ?? Infinity) <= upTo) count++;
    for (const waiter of this.waiting.splice(0, count)) waiter.resolve();
  }

  /** Everything after the last settled ticket, up to `newest`, is lost. */
  fail(newest: number, error: AuditUnavailable): void {
    if (newest <= this.settled) return;
    // Nobody waits for the newest of them: whoever asks next may be the one who appended it.
    if (this.waiting.at(-1)?.upTo !== newest) this.untold = error;
    this.losses.push({ from: this.settled + 1, to: newest, error });
    if (this.losses.length > MAX_LOSSES) {
      const [first, second] = this.losses.splice(0, 2);
      if (first && second) this.losses.unshift({ from: first.from, to: second.to, error: second.error });
    }
    this.settled = newest;
    for (const waiter of this.waiting.splice(0)) waiter.reject(error);
  }
}

function createWaiter(upTo: number): Waiter {
  let resolve!: () => void;
  let reject!: (error: AuditUnavailable) => void;
  const promise = new Promise<void>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  return { upTo, promise, resolve, reject };
}
