import { create } from 'zustand';
import type { AuditHistogram } from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';
import { LOADING, settle, type Loadable } from './loadable.ts';
import { queryOf } from './log-filter.ts';
import { useLog } from './log.ts';

/** Enough to see a shape in, wide enough to be hit. */
export const BUCKETS = 60;

interface HistogramStore {
  data: Loadable<AuditHistogram>;
  refetch: () => Promise<void>;
}

let asked = 0;

/** Runs by status over time, of what the log page shows. */
export const useHistogram = create<HistogramStore>()((set) => ({
  data: LOADING,
  refetch: async () => {
    asked += 1;
    const mine = asked;
    const { filter, mode } = useLog.getState();
    const query = { ...queryOf(filter, mode), asker: 'log-chart' };
    const answer = await ask((api) => api.audit.histogram({ query, buckets: BUCKETS, partial: true }));
    // A later question has been asked: this answer is to an old one.
    if (mine === asked) set((state) => ({ data: settle(state.data, answer) }));
  },
}));
