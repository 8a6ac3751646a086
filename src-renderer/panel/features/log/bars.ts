import { STATUSES, type AuditHistogram } from '../../../../src-preload/contract/types.ts';
import { statusTone } from '../../../ui/tones.ts';

/** From the bottom of a bar to its top. */
export const TONES = ['good', 'neutral', 'warn', 'bad'] as const;
export type Bar = Record<(typeof TONES)[number] | 'all', number>;

/** How much of the log is in the search index. */
export function percentOf({ done, of }: { done: number; of: number }): number {
  return Math.floor((100 * done) / Math.max(1, of));
}

/** Each bucket's runs by what their endings mean. */
export function barsOf({ buckets }: AuditHistogram): Bar[] {
  return buckets.map((bucket) => {
    const bar: Bar = { good: 0, neutral: 0, warn: 0, bad: 0, all: 0 };
    for (const status of STATUSES) {
      const count = bucket[status] ?? 0;
      const tone = statusTone(status);
      // Only an open run is busy, and a histogram has none.
      if (tone !== 'busy') bar[tone] += count;
      bar.all += count;
    }
    return bar;
  });
}

/** The time (epoch seconds) from the start of one bucket to the end of another; of one moment, at least a millisecond. */
export function spanOf(
  { from, to, buckets }: AuditHistogram,
  first: number,
  last: number,
): { from: number; to: number } {
  const wide = (to - from) / Math.max(1, buckets.length);
  const end = last === buckets.length - 1 ? to : from + wide * (last + 1);
  return { from: from + wide * first, to: Math.max(end, from + wide * first + 0.001) };
}
