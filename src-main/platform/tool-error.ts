import type { JsonValue } from '../../src-preload/contract/json.ts';
import type { Status } from '../../src-preload/contract/types.ts';

/** Statuses that a tool or the platform below it may end a run with. */
export type FailureStatus = Extract<
  Status,
  'error' | 'invalid_args' | 'unavailable' | 'policy_blocked' | 'denied' | 'budget_exceeded' | 'cancelled'
>;

/**
 * A failure that the caller is to hear of as it is: status, stable code, and a message that says what was wrong, where,
 * and what to do. Anything else that is thrown counts as a bug and ends the run as `error` with code `internal`.
 */
export class ToolError extends Error {
  readonly status: FailureStatus;
  readonly code: string;
  readonly details: JsonValue | undefined;
  /** The same call may succeed a moment later; only such failures are retried, and only for repeatable tools. */
  readonly transient: boolean;

  constructor(
    status: FailureStatus,
    code: string,
    message: string,
    options: { details?: JsonValue; transient?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ToolError';
    this.status = status;
    this.code = code;
    this.details = options.details;
    this.transient = options.transient ?? false;
  }
}
