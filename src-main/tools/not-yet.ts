import type { Availability } from '../../src-preload/contract/types.ts';
import { ToolError } from '../platform/tool-error.ts';

const REASON = 'not in this version yet';

/** For a tool whose definition is final and whose doing is still to come: it can be seen, and never acts. */
export function notYet(title: string): {
  availability(): Promise<Availability>;
  plan(): Promise<never>;
  run(): Promise<never>;
} {
  const refuse = (): Promise<never> =>
    Promise.reject(new ToolError('unavailable', 'not_in_this_version', `${title} is ${REASON}.`));
  return {
    availability: () => Promise.resolve({ ok: false, reason: REASON }),
    plan: refuse,
    run: refuse,
  };
}
