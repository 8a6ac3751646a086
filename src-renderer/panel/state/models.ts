import { create } from 'zustand';
import type { ModelsStatus } from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';
import { LOADING, settle, type Loadable } from './loadable.ts';

interface ModelsStore {
  status: Loadable<ModelsStatus>;
  /** Epoch seconds since when a look is under way; null: none is. */
  since: number | null;
  refetch: () => Promise<void>;
  /** Waits no longer: a disk or a server that does not answer has its own time, and nothing comes of it here. */
  stop: () => void;
}

let asked = 0;

export const useModels = create<ModelsStore>()((set) => ({
  status: LOADING,
  since: null,
  refetch: async () => {
    asked += 1;
    const mine = asked;
    set({ since: Date.now() / 1000 });
    const answer = await ask((api) => api.models.status());
    // Given up, or asked anew.
    if (mine === asked) set((state) => ({ status: settle(state.status, answer), since: null }));
  },
  stop: () => {
    asked += 1;
    set({ since: null });
  },
}));
