import { create } from 'zustand';
import type { BridgeError } from '../../../src-preload/contract/errors.ts';
import type { AuditRun, Total } from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';
import { LOADING, settle, type Loadable } from './loadable.ts';

export interface RunPage {
  runs: AuditRun[];
  nextCursor: string | null;
  total: Total;
}

const PAGE = 50;

/**
 * Puts a fresh first page over what is already shown. Older rows that were loaded on request stay, so that the list
 * does not shrink under the person's hands; where the two overlap the fresh row wins.
 */
export function mergeFirstPage(shown: RunPage | null, fresh: RunPage): RunPage {
  if (shown === null || shown.runs.length <= fresh.runs.length) return fresh;
  const seen = new Set(fresh.runs.map((run) => run.runId));
  const oldest = fresh.runs.at(-1)?.firstSeq ?? 0;
  const overlaps = shown.runs.some((run) => seen.has(run.runId));
  // More than a page arrived at once: keeping the old rows would leave an unmarked gap.
  if (!overlaps) return fresh;
  const older = shown.runs.filter((run) => !seen.has(run.runId) && run.firstSeq < oldest);
  return { runs: [...fresh.runs, ...older], nextCursor: shown.nextCursor, total: fresh.total };
}

/** Adds the next page, without rows that are already there. */
export function appendPage(shown: RunPage, next: RunPage): RunPage {
  const seen = new Set(shown.runs.map((run) => run.runId));
  return { ...next, runs: [...shown.runs, ...next.runs.filter((run) => !seen.has(run.runId))] };
}

interface RecentRunsStore {
  page: Loadable<RunPage>;
  more: { state: 'idle' } | { state: 'loading' } | { state: 'failed'; error: BridgeError };
  refetch: () => Promise<void>;
  loadMore: () => Promise<void>;
}

export const useRecentRuns = create<RecentRunsStore>()((set, get) => ({
  page: LOADING,
  more: { state: 'idle' },
  refetch: async () => {
    const answer = await ask((api) => api.audit.runs({ limit: PAGE }));
    set((state) => {
      const shown = state.page.state === 'ready' ? state.page.value : null;
      return {
        page: settle(
          state.page,
          answer.ok ? { ok: true, value: mergeFirstPage(shown, answer.value) } : answer,
        ),
      };
    });
  },
  loadMore: async () => {
    const { page, more } = get();
    if (page.state !== 'ready' || page.value.nextCursor === null || more.state === 'loading') return;
    const cursor = page.value.nextCursor;
    set({ more: { state: 'loading' } });
    const answer = await ask((api) => api.audit.runs({ limit: PAGE, cursor }));
    if (!answer.ok) {
      set({ more: { state: 'failed', error: answer.error } });
      return;
    }
    set((state) => ({
      more: { state: 'idle' },
      page:
        state.page.state === 'ready'
          ? { ...state.page, value: appendPage(state.page.value, answer.value) }
          : state.page,
    }));
  },
}));
