import { create } from 'zustand';
import type { Answer } from '../../../src-preload/contract/errors.ts';
import type { PanelChannels } from '../../../src-preload/contract/channels.ts';
import type { AuditEntry, AuditQuery } from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';
import { LOADING, settle, type Loadable } from './loadable.ts';

export interface Records {
  entries: AuditEntry[];
  /** False when the run has more records than these, which are its first ones and its last. */
  whole: boolean;
}

type Page = PanelChannels['audit.query']['response'];

const PAGE = 500;
/** As many as a run within sensible budgets has; of a longer one the middle is left out. */
const MOST = 5000;
const LAST = 50;

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
    const records = await fetchRecords({ runId, ...(isLegacy(runId) && { source: 'legacy' }) });
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

async function fetchRecords(of: AuditQuery): Promise<Answer<Records>> {
  const page = (more: AuditQuery): Promise<Answer<Page>> => ask((api) => api.audit.query({ ...of, ...more }));
  const entries: AuditEntry[] = [];
  let cursor: string | null = null;
  do {
    const answer: Answer<Page> = await page({
      order: 'asc',
      limit: PAGE,
      ...(cursor !== null && { cursor }),
    });
    if (!answer.ok) return answer;
    entries.push(...answer.value.entries);
    cursor = answer.value.nextCursor;
  } while (cursor !== null && entries.length < MOST);
  if (cursor === null) return { ok: true, value: { entries, whole: true } };
  // How it ended is the first thing that anybody wants to know.
  const end = await page({ order: 'desc', limit: LAST });
  if (!end.ok) return end;
  const last = entries.at(-1)?.seq ?? 0;
  const ending = end.value.entries.filter(({ seq }) => seq > last).reverse();
  // Where it reaches back to what was there already, nothing lies between the two.
  const whole = ending.length < end.value.entries.length;
  return { ok: true, value: { entries: [...entries, ...ending], whole } };
}
