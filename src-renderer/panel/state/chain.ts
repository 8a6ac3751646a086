import { create } from 'zustand';
import type { BridgeError } from '../../../src-preload/contract/errors.ts';
import type { ChainReport } from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';

/** What the last check of the whole record came to, in this window. */
interface ChainStore {
  report: ChainReport | null;
  /** Epoch seconds of the report. */
  at: number | null;
  error: BridgeError | null;
  /** Epoch seconds of the check that is going on. */
  since: number | null;
  verify: () => Promise<void>;
}

export const useChain = create<ChainStore>()((set, get) => ({
  report: null,
  at: null,
  error: null,
  since: null,
  verify: async () => {
    if (get().since !== null) return;
    set({ since: Date.now() / 1000, error: null });
    const answer = await ask((api) => api.audit.verify());
    set(
      answer.ok
        ? { since: null, report: answer.value, at: Date.now() / 1000 }
        : // Cancelled by the person: they know.
          { since: null, error: answer.error.code === 'cancelled' ? null : answer.error },
    );
  },
}));
