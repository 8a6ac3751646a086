import type { Risk, Status } from '../../src-preload/contract/types.ts';

/** Colour has a meaning or is not there: these are all the meanings. */
export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'busy';

export const RISK_TONE: Record<Risk, Tone> = { low: 'neutral', medium: 'warn', high: 'bad' };

/** `null` is a run that is still open. */
export function statusTone(status: Status | null): Tone {
  switch (status) {
    case null:
      return 'busy';
    case 'ok':
      return 'good';
    case 'dry_run':
    case 'cancelled':
    case 'disabled':
      return 'neutral';
    case 'invalid_args':
    case 'unknown_tool':
    case 'unavailable':
    case 'rate_limited':
    case 'budget_exceeded':
    case 'paused':
    case 'timed_out':
    case 'interrupted':
      return 'warn';
    case 'error':
    case 'policy_blocked':
    case 'denied':
      return 'bad';
  }
}
