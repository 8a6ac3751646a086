import { create } from 'zustand';
import type { BridgeError } from '../../../src-preload/contract/errors.ts';
import type { ActiveRun } from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';
import { LOADING, settleSmall, type Loadable } from './loadable.ts';

interface ActiveRunsStore {
  active: Loadable<ActiveRun[]>;
  /** Runs asked to stop that have not stopped yet, or the error when asking failed. */
  cancels: Record<string, 'asked' | BridgeError>;
  refetch: () => Promise<void>;
  cancel: (runId: string) => Promise<void>;
}

export const useActiveRuns = create<ActiveRunsStore>()((set) => ({
  active: LOADING,
  cancels: {},
  refetch: async () => {
    const answer = await ask((api) => api.runs.active());
    set((state) => {
      const active = settleSmall(state.active, answer);
      const open = active.state === 'ready' ? active.value.map((run) => run.runId) : [];
      const cancels = Object.fromEntries(Object.entries(state.cancels).filter(([id]) => open.includes(id)));
      return { active, cancels };
    });
  },
  cancel: async (runId) => {
    set((state) => ({ cancels: { ...state.cancels, [runId]: 'asked' } }));
    const answer = await ask((api) => api.runs.cancel({ runId }));
    if (!answer.ok) set((state) => ({ cancels: { ...state.cancels, [runId]: answer.error } }));
  },
}));
