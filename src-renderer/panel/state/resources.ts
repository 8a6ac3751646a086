import { create } from 'zustand';
import type { BridgeError } from '../../../src-preload/contract/errors.ts';
import type { Resource } from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';
import { LOADING, settleSmall, type Loadable } from './loadable.ts';

interface ResourcesStore {
  resources: Loadable<Resource[]>;
  /** Asked to end, and still there. */
  ending: string[];
  failure: BridgeError | null;
  refetch: () => Promise<void>;
  end: (id: string) => Promise<void>;
  dismiss: () => void;
}

export const useResources = create<ResourcesStore>()((set, get) => ({
  resources: LOADING,
  ending: [],
  failure: null,
  refetch: async () => {
    const answer = await ask((api) => api.resources.list());
    set((state) => ({ resources: settleSmall(state.resources, answer) }));
  },
  end: async (id) => {
    set((state) => ({ ending: [...state.ending, id] }));
    const answer = await ask((api) => api.resources.end({ id }));
    set((state) => ({ ending: state.ending.filter((other) => other !== id) }));
    set({ failure: answer.ok ? null : answer.error });
    await get().refetch();
  },
  dismiss: () => set({ failure: null }),
}));
