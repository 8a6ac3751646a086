import type { ErrorCode } from '../../src-preload/contract/errors.ts';

/** A request that is refused with a code of the contract. Anything else that is thrown on the way is a bug. */
export class Refusal extends Error {
  override name = 'Refusal';
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details?: unknown,
  ) {
    super(message);
  }
}
