import { create } from 'zustand';
import type { ModelsStatus } from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';
import { LOADING, settle, type Loadable } from './loadable.ts';

interface ModelsStore {
  status: Loadable<ModelsStatus>;
  /** A look is under way. */
  looking: boolean;
  refetch: () => Promise<void>;
}

export const useModels = create<ModelsStore>()((set) => ({
  status: LOADING,
  looking: false,
  refetch: async () => {
    set({ looking: true });
    const answer = await ask((api) => api.models.status());
    set((state) => ({ status: settle(state.status, answer), looking: false }));
  },
}));
