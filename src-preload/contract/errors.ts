/** The stable codes with which a bridge method can refuse or fail. Callers may branch on them; messages are for people. */
export const ERROR_CODES = [
  'bad_request',
  'bad_sender',
  'not_found',
  'unknown_tool',
  'denied',
  'expired',
  'too_early',
  'hash_mismatch',
  'already_answered',
  'no_approver',
  'cancelled',
  'audit_unavailable',
  'not_implemented',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** An error as it crosses the bridge: data, never an exception. */
export interface BridgeError {
  code: ErrorCode;
  message: string;
  details?: unknown;
}

/** What every bridge method resolves to. */
export type Answer<T> = { ok: true; value: T } | { ok: false; error: BridgeError };
