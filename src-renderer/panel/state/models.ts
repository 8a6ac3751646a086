import { create } from 'zustand';
import type { ModelsStatus } from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';
import { LOADING, settle, type Loadable } from './loadable.ts';

interface ModelsStore {
  status: Loadable<ModelsStatus>;
  /** Epoch seconds since when a look is under way; null: none is. */
  since: number | null;
  /** Looks, unless a look is under way: what that finds is as new. */
  look: () => Promise<void>;
  /** Looks anew, for somewhere else is to be looked now; what a look under way finds is not wanted any more. */
  refetch: () => Promise<void>;
  /** Waits no longer: a disk or a server that does not answer has its own time, and nothing comes of it here. */
  stop: () => void;
}

let asked = 0;

export const useModels = create<ModelsStore>()((set, get) => ({
  status: LOADING,
  since: null,
  look: () => (get().since === null ? get().refetch() : Promise.resolve()),
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
