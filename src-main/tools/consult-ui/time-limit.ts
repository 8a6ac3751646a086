import type { RunContext } from '../tool.ts';

/** Before the run's own deadline, so that what has come of an answer is given back rather than lost with the run. */
const RESERVE_MS = 1_500;

export interface TimeLimit {
  /** Whole seconds that an answer may take. */
  seconds: number;
  /** Aborted when they are over; not by the run's own signal. */
  signal: AbortSignal;
  end(): void;
}

/** The time that an answer may take: what was asked for, but never beyond the run. */
export function timeLimit(asked: number | undefined, { deadline }: Pick<RunContext, 'deadline'>): TimeLimit {
  const left = deadline - performance.now();
  const ms = Math.max(0, Math.min((asked ?? Infinity) * 1000, left - Math.min(RESERVE_MS, left / 4)));
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(new Error('The time for an answer is over.')), ms);
  return { seconds: Math.round(ms / 1000), signal: over.signal, end: () => clearTimeout(timer) };
}
