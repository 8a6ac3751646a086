import { writeFile } from 'node:fs/promises';
import type { Diagnostics } from '../../../src-preload/contract/types.ts';
import { isSystemError } from '../../audit/unavailable.ts';
import { Refusal } from '../../execution/refusal.ts';
import type { LongWorks } from '../long-work.ts';

export interface DiagnosticsRouteParts {
  /** Ends, rejecting with its reason, when the signal is aborted: the whole record is verified for it. */
  make: (signal: AbortSignal) => Promise<Diagnostics>;
  /** Opens the system's dialog; null when the person picks nothing. */
  pickPlace: (name: string) => Promise<string | null>;
}

/** `system.diagnostics` makes them to be looked at, `system.saveDiagnostics` saves exactly what was made last. */
export function diagnosticsRoutes({ make, pickPlace }: DiagnosticsRouteParts, work: LongWorks) {
  let last: Diagnostics | null = null;
  return {
    'system.diagnostics': async () => (last = await work.run('diagnostics', make)),
    'system.saveDiagnostics': async ({ id }: { id: string }) => {
      const shown = last;
      if (shown?.id !== id)
        throw new Refusal('not_found', 'These diagnostics are not there any more. Make them anew.');
      const path = await pickPlace('execution-layer-diagnostics.json');
      if (path === null) throw new Refusal('cancelled', 'No place was chosen.');
      try {
        await writeFile(path, shown.text, { mode: 0o600 });
      } catch (error) {
        if (!isSystemError(error)) throw error;
        throw new Refusal('bad_request', `${path} could not be written: ${(error as Error).message}`);
      }
      return { path };
    },
  };
}
