import { AuditUnavailable } from './audit-log.ts';
import { applyRetention, type RetentionParts } from './retention.ts';
import type { Turns } from './turns.ts';

const HOUR_MS = 60 * 60 * 1000;
/** Nobody waits for it, and the app has better things to do while it starts. */
const SOON_MS = 10_000;
const NOT_REMOVED = 'Old parts of the log were not removed';

/** Removes what is to be removed: after the start, after each new segment, and once an hour; one at a time. */
export class RetentionKeeper {
  private readonly parts: Omit<RetentionParts, 'stopped' | 'stays'> & {
    report: (what: string, error: unknown) => void;
    /** Shared with the checks of the log: a removal in the middle of one would look like tampering. */
    turns: Turns;
  };
  private underWay: Promise<number> | null = null;
  private removing = false;
  private timer: NodeJS.Timeout | null = null;
  private readonly hourly: NodeJS.Timeout;
  private closed = false;
  private readonly ending = new AbortController();
  /** What was found wrong in this session, and is neither looked at nor said every hour. */
  private readonly stays = new Set<string>();

  constructor(parts: RetentionKeeper['parts']) {
    this.parts = parts;
    this.hourly = setInterval(() => this.soon(), HOUR_MS).unref();
  }

  soon(): void {
    const { days, megabytes } = this.parts.limits();
    if (this.timer || this.closed || (days === 0 && megabytes === 0)) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.apply().catch((error: unknown) => {
        // An unwritable log says so itself, wherever something is to run; and the next start goes on where this one ended.
        if (!(error instanceof AuditUnavailable) && error !== this.ending.signal.reason)
          this.parts.report(NOT_REMOVED, error);
      });
    }, SOON_MS).unref();
  }

  /** As `applyRetention`; whoever asks while it is under way gets that one's answer. */
  apply(): Promise<number> {
    if (this.closed) return Promise.resolve(0);
    this.underWay ??= this.parts.turns.take(() => this.remove()).finally(() => (this.underWay = null));
    return this.underWay;
  }

  private async remove(): Promise<number> {
    if (this.closed) return 0;
    this.removing = true;
    try {
      const stopped = (segment: string, why: string): void => {
        if (this.stays.has(segment)) return;
        this.stays.add(segment);
        this.parts.report(NOT_REMOVED, new Error(why));
      };
      return await applyRetention({ ...this.parts, stays: this.stays, stopped }, this.ending.signal);
    } finally {
      this.removing = false;
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.hourly);
    if (this.timer) clearTimeout(this.timer);
    this.ending.abort(new Error('The app is quitting.'));
    // Its own caller hears how it ended. One that still waits for its turn does nothing any more.
    if (this.removing) await this.underWay?.catch(() => undefined);
  }
}
