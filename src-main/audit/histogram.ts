import type { AuditHistogram, AuditQuery, AuditRun, Status } from '../../src-preload/contract/types.ts';

/** Index of the bucket that holds a time; the last one holds the end as well. */
export function bucketOf(ts: number, from: number, to: number, buckets: number): number {
  if (to <= from) return 0;
  return Math.max(0, Math.min(buckets - 1, Math.floor(((ts - from) / (to - from)) * buckets)));
}

/** Counts ended runs by status in equal spans of time. */
export function histogramOf(
  query: AuditQuery,
  buckets: number,
  ended: readonly Pick<AuditRun, 'startedAt' | 'status'>[],
): AuditHistogram {
  let first = Infinity;
  let last = -Infinity;
  for (const { startedAt } of ended) {
    first = Math.min(first, startedAt);
    last = Math.max(last, startedAt);
  }
  const empty = ended.length === 0;
  const from = query.from ?? (empty ? (query.to ?? 0) : first);
  const to = query.to ?? (empty ? from : last);
  const counted = Array.from({ length: buckets }, (): Partial<Record<Status, number>> => ({}));
  for (const { startedAt, status } of ended) {
    const bucket = counted[bucketOf(startedAt, from, to, buckets)];
    if (bucket && status !== null) bucket[status] = (bucket[status] ?? 0) + 1;
  }
  return { from, to, buckets: counted };
}
