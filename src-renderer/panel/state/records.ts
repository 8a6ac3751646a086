import { create } from 'zustand';
import type { AuditEntry } from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';
import { LOADING, settle, type Loadable } from './loadable.ts';

export interface Records {
  entries: AuditEntry[];
  /** False when the run has more records than are shown. */
  whole: boolean;
}

/** Runs of the earlier system got ids of this form when they were imported; ours are UUIDs. */
export const isLegacy = (runId: string): boolean => runId.startsWith('legacy-');

interface RecordsStore {
  /** Of the runs that are open on screen, by run id. */
  byRun: Record<string, Loadable<Records>>;
  refetch: (runId: string) => Promise<void>;
  forget: (runId: string) => void;
}

export const useRecords = create<RecordsStore>()((set) => ({
  byRun: {},
  refetch: async (runId) => {
    set((state) => (state.byRun[runId] ? state : { byRun: { ...state.byRun, [runId]: LOADING } }));
    const answer = await ask((api) =>
      api.audit.query({ runId, order: 'asc', limit: 500, ...(isLegacy(runId) && { source: 'legacy' }) }),
    );
    const records = answer.ok
      ? {
          ok: true as const,
          value: { entries: answer.value.entries, whole: answer.value.nextCursor === null },
        }
      : answer;
    set((state) => {
      const before = state.byRun[runId];
      // Closed in the meantime: nobody is looking.
      if (before === undefined) return state;
      return { byRun: { ...state.byRun, [runId]: settle<Records>(before, records) } };
    });
  },
  forget: (runId) =>
    set((state) => ({
      byRun: Object.fromEntries(Object.entries(state.byRun).filter(([id]) => id !== runId)),
    })),
}));
