import { inThread } from './in-thread.ts';
import { CannotImport, type LegacyCopier, type LegacyCopy, type LegacySource } from './legacy-copy.ts';

/** What the thread is told: what to copy, and the key by which secrets are marked. */
export interface CopyOrder {
  source: LegacySource;
  key: Uint8Array;
}

/** `cannot`: not a file of the earlier system's; `code`: what the file system said. */
export type CopyAnswer =
  { ok: true; done: LegacyCopy } | { ok: false; message: string; cannot: boolean; code: string | undefined };

/**
 * Copies in a thread of its own, from the built script `<scriptDir>/audit-import.cjs`: taking the secrets out of a gigabyte keeps
 * a core busy for minutes. A cancel ends the thread.
 */
export function copyInWorker(script: string, key: Uint8Array): LegacyCopier {
  return async (source, signal) => {
    const answer = await inThread<CopyAnswer>(script, { source, key } satisfies CopyOrder, signal);
    if (answer.ok) return answer.done;
    const { message, cannot, code } = answer;
    throw cannot ? new CannotImport(message) : Object.assign(new Error(message), { code });
  };
}
