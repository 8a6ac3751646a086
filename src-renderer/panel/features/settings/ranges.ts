import type { KeysOf } from '../../state/settings.ts';

export type NumberKey = KeysOf<number>;

const DAY_S = 24 * 3600;

/**
 * The whole numbers that each setting may be, both ends included: what main takes, so that a mistake shows while it is made.
 * Main judges every value all the same.
 */
export const RANGES: Record<NumberKey, readonly [least: number, most: number]> = {
  max_steps_per_run: [1, 1000],
  max_retries_per_tool: [0, 20],
  approval_timeout_s: [1, 3600],
  run_timeout_s: [1, DAY_S],
  max_concurrent_runs: [1, 1000],
  rate_per_minute: [0, 1_000_000],
  loop_limit: [0, 1_000_000],
  browser_idle_s: [0, DAY_S],
  audit_segment_mb: [1, 4096],
  audit_keep_days: [0, 36_500],
  audit_keep_mb: [0, 10_000_000],
};

/** The number that was typed, or null where it is none of those. */
export function readNumber(key: NumberKey, text: string): number | null {
  const typed = text.trim();
  if (!/^\d{1,12}$/.test(typed)) return null;
  const [least, most] = RANGES[key];
  const number = Number(typed);
  return number >= least && number <= most ? number : null;
}
