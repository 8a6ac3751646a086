import type { LogReport } from './chain/verify-log.mjs';
import { inThread } from './in-thread.ts';
import type { VerifyRunner } from './verifier.ts';

/** Checks in a thread of its own, from the built script `<scriptDir>/audit-verify.cjs`; a cancel ends the thread. */
export function verifyInWorker(script: string): VerifyRunner {
  return (options, signal) => inThread<LogReport>(script, options, signal);
}
