import { inThread } from './in-thread.ts';
import type { RedactWhole } from './long-result.ts';
import type { RedactRequest } from './redact.worker.ts';

/** A result of the size that is kept takes a few seconds; one that takes longer is not kept. */
const LIMIT_MS = 30_000;

/**
 * Redacts in a thread of its own, from the built script `<scriptDir>/audit-redact.cjs`.
 * @param key see `createRedactor`
 */
export function redactInWorker(script: string, key: Uint8Array, limitMs = LIMIT_MS): RedactWhole {
  return async (value, extraSecrets, signal) => {
    const request: RedactRequest = { key, value, extraSecrets };
    const limit = AbortSignal.timeout(limitMs);
    try {
      return await inThread<Uint8Array | null>(script, request, AbortSignal.any([signal, limit]));
    } catch (error) {
      if (error === limit.reason)
        throw new Error('Taking the secrets out of it took too long.', { cause: error });
      throw error;
    }
  };
}
