import { create } from 'zustand';
import type { AuditEntry, AuditQuery } from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';
import { LOADING, settle, type Loadable } from './loadable.ts';

const PAGE = 500;
const MAX_PAGES = 4;

export interface AnswerRecords {
  /** Newest first. */
  entries: AuditEntry[];
  /** False when there are older ones that were not read. */
  whole: boolean;
}

interface AnswersStore {
  records: Loadable<AnswerRecords>;
  refetch: () => Promise<void>;
}

/** The newest answers in the record, up to 2,000. */
export const useAnswers = create<AnswersStore>()((set) => ({
  records: LOADING,
  refetch: async () => {
    const entries: AuditEntry[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const query: AuditQuery = { events: ['approval'], limit: PAGE, ...(cursor !== null && { cursor }) };
      const answer = await ask((api) => api.audit.query(query));
      if (!answer.ok) {
        set((state) => ({ records: settle(state.records, answer) }));
        return;
      }
      entries.push(...answer.value.entries);
      cursor = answer.value.nextCursor;
      if (cursor === null) break;
    }
    set((state) => ({
      records: settle(state.records, { ok: true, value: { entries, whole: cursor === null } }),
    }));
  },
}));
