import { writeFile } from 'node:fs/promises';
import type { Diagnostics } from '../../../src-preload/contract/types.ts';
import { isSystemError } from '../../audit/unavailable.ts';
import { Refusal } from '../../execution/refusal.ts';

export interface DiagnosticsRouteParts {
  make: () => Promise<Diagnostics>;
  /** Opens the system's dialog; null when the person picks nothing. */
  pickPlace: (name: string) => Promise<string | null>;
}

/** `system.diagnostics` makes them to be looked at, `system.saveDiagnostics` saves exactly what was made last. */
export function diagnosticsRoutes({ make, pickPlace }: DiagnosticsRouteParts) {
  let last: Diagnostics | null = null;
  return {
    'system.diagnostics': async () => (last = await make()),
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
