import { create } from 'zustand';
import type { BridgeError } from '../../../src-preload/contract/errors.ts';
import type { UpdatesState } from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';
import { LOADING, settleSmall, type Loadable } from './loadable.ts';

export type UpdateAction = 'check' | 'download' | 'install' | 'cancel';

interface UpdatesStore {
  updates: Loadable<UpdatesState>;
  failure: BridgeError | null;
  refetch: () => Promise<void>;
  act: (action: UpdateAction) => Promise<void>;
  dismiss: () => void;
}

export const useUpdates = create<UpdatesStore>()((set, get) => ({
  updates: LOADING,
  failure: null,
  refetch: async () => {
    const answer = await ask((api) => api.updates.state());
    set((state) => ({ updates: settleSmall(state.updates, answer) }));
  },
  act: async (action) => {
    set({ failure: null });
    const answer = await ask((api) => api.updates[action]());
    if (!answer.ok) set({ failure: answer.error });
    await get().refetch();
  },
  dismiss: () => set({ failure: null }),
}));

/** What can be done about an update now. */
export function actionsOf({ state }: UpdatesState): UpdateAction[] {
  switch (state) {
    case 'off':
      return [];
    case 'checking':
    case 'downloading':
      return ['cancel'];
    case 'available':
      return ['download'];
    case 'ready':
      return ['install'];
    case 'idle':
    case 'current':
    case 'failed':
      return ['check'];
  }
}
