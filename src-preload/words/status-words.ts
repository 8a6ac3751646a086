import type { Status } from '../contract/types.ts';

/** How each ending of a run is called in English, wherever a person reads it. Taken over into the words of who shows it. */
export const STATUS_WORDS = {
  ok: 'OK',
  dry_run: 'Dry run',
  error: 'Error',
  invalid_args: 'Invalid arguments',
  unknown_tool: 'Unknown tool',
  disabled: 'Tool is off',
  unavailable: 'Unavailable',
  policy_blocked: 'Blocked by policy',
  rate_limited: 'Rate limited',
  budget_exceeded: 'Over budget',
  paused: 'Paused',
  denied: 'Denied',
  cancelled: 'Cancelled',
  timed_out: 'Timed out',
  interrupted: 'Interrupted',
} satisfies Record<Status, string>;
