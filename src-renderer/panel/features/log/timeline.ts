import type { JsonValue } from '../../../../src-preload/contract/json.ts';
import type { AuditEntry, Status } from '../../../../src-preload/contract/types.ts';

/** One moment of a run. A step's beginning and end are one. */
export interface Moment {
  auditId: string;
  event: AuditEntry['event'];
  /** Epoch seconds, and how long after the run's first record, in milliseconds. */
  ts: number;
  afterMs: number;
  durationMs: number | null;
  status: Status | null;
  /** How it ended, in the record's own word; null while it goes on, or where there is no ending. */
  outcome: string | null;
  error: string | null;
  step: { index: number; of: number; words: string } | null;
  attempt: number | null;
  /** After a failed attempt: whether there was another. */
  retried: boolean;
}

const member = (detail: JsonValue | undefined, key: string): JsonValue | undefined =>
  typeof detail === 'object' && detail !== null && !Array.isArray(detail) ? detail[key] : undefined;

function stepOf(entry: AuditEntry): Moment['step'] {
  if (entry.event !== 'step') return null;
  const [index, of, words] = ['index', 'of', 'words'].map((key) => member(entry.detail, key));
  if (typeof index !== 'number' || typeof of !== 'number') return null;
  return { index, of, words: typeof words === 'string' ? words : '' };
}

/** A run's records, oldest first, as what happened when. */
export function timelineOf(entries: readonly AuditEntry[]): Moment[] {
  const moments: Moment[] = [];
  const start = entries[0]?.ts ?? 0;
  for (const entry of entries) {
    // Evidence stands by itself.
    if (entry.event === 'step' && entry.artifacts) continue;
    const step = stepOf(entry);
    const outcome = member(entry.detail, 'outcome');
    const ended = typeof outcome === 'string' ? outcome : null;
    const open =
      step === null || ended === null
        ? undefined
        : moments.findLast((moment) => moment.step?.index === step.index && moment.outcome === null);
    if (open) {
      open.outcome = ended;
      open.durationMs = entry.duration_ms;
      open.error = entry.error?.message ?? null;
      continue;
    }
    moments.push({
      auditId: entry.audit_id,
      event: entry.event,
      ts: entry.ts,
      afterMs: Math.max(0, (entry.ts - start) * 1000),
      durationMs: entry.duration_ms,
      status: entry.status,
      outcome: ended,
      error: entry.event === 'finished' ? null : (entry.error?.message ?? null),
      step,
      attempt: entry.event === 'attempt' ? (entry.attempts ?? null) : null,
      retried: entry.event === 'attempt' && member(entry.detail, 'retry') === true,
    });
  }
  return moments;
}
