import { create } from 'zustand';
import type { BridgeError } from '../../../src-preload/contract/errors.ts';
import type { PendingApproval } from '../../../src-preload/contract/types.ts';
import { texts } from '../../texts/panel.ts';
import { ask } from '../api.ts';
import { LOADING, settle, valueOr, type Loadable } from './loadable.ts';

interface ApprovalsStore {
  /** What waits for a person, the longest first. The panel points at it; it cannot answer. */
  pending: Loadable<PendingApproval[]>;
  /** Why the approval window could not be raised. */
  failure: BridgeError | null;
  refetch: () => Promise<void>;
  /** Raises the approval window on one question; on the one that has waited longest unless told. */
  review: (approvalId?: string) => Promise<void>;
  dismiss: () => void;
}

export const useApprovals = create<ApprovalsStore>()((set, get) => ({
  pending: LOADING,
  failure: null,
  refetch: async () => {
    const answer = await ask((api) => api.approvals.pending());
    set((state) => ({ pending: settle(state.pending, answer) }));
  },
  review: async (wanted) => {
    set({ failure: null });
    if (wanted === undefined) await get().refetch();
    const approvalId = wanted ?? valueOr(get().pending, [])[0]?.approvalId;
    // Answered in the meantime: the fresh list says so.
    if (approvalId === undefined) return;
    const answer = await ask((api) => api.approvals.review({ approvalId }));
    if (!answer.ok) set({ failure: answer.error });
    else if (!answer.value.raised) {
      await get().refetch();
      const waits = valueOr(get().pending, []).some((each) => each.approvalId === approvalId);
      if (waits) set({ failure: { code: 'internal', message: texts.approvals.notRaised } });
    }
  },
  dismiss: () => set({ failure: null }),
}));
