import type {
  AuditEntry,
  AuditHistogram,
  AuditPage,
  AuditQuery,
  AuditRun,
} from '../../../src-preload/contract/types.ts';
import type { Segment } from '../segments.ts';

/** What can be asked of the index, and what it answers. */
export interface Questions {
  query: { asked: AuditQuery; answer: { entries: AuditEntry[] } & AuditPage };
  runs: { asked: AuditQuery; answer: { runs: AuditRun[] } & AuditPage };
  get: { asked: string; answer: AuditEntry | null };
  histogram: {
    asked: { query: AuditQuery; buckets: number; partial?: boolean | undefined };
    answer: AuditHistogram;
  };
}
export type Question = {
  [Op in keyof Questions]: { op: Op; asked: Questions[Op]['asked'] };
}[keyof Questions];
export type Answer = Questions[keyof Questions]['answer'];

/** To the thread. `parts`: the log as it is now, all that is durable; an answer is about no less. */
export type ToIndex =
  | { id: number; question: Question; parts: Segment[] }
  | { parts: Segment[] }
  /** Nobody waits for this answer any more; it is answered `cancelled`, or as it was by then. */
  | { cancel: number };

/** `moved`: the log's parts have changed since they were listed; ask again with a new list. */
export type Failure = 'cursor' | 'moved' | 'unavailable' | 'cancelled';

/** From the thread. `idle`: all that it was told of is in the index. */
export type FromIndex =
  | { id: number; ok: true; value: Answer }
  | { id: number; ok: false; failure: Failure; message: string }
  | { report: string }
  | { idle: true };
