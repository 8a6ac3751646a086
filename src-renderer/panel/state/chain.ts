import { create } from 'zustand';
import type { BridgeError } from '../../../src-preload/contract/errors.ts';
import type { ChainReport } from '../../../src-preload/contract/types.ts';
import { toastTexts } from '../../texts/toasts.ts';
import { ask } from '../api.ts';
import { useLogPanel } from './log-panel.ts';
import { tellEnd, type Told } from './long-work.ts';
import { isOnShow, useView } from './view.ts';

/** What the last check of the whole record came to, in this window. */
interface ChainStore {
  report: ChainReport | null;
  /** Epoch seconds of the report. */
  at: number | null;
  error: BridgeError | null;
  /** Epoch seconds of the check that is going on. */
  since: number | null;
  /** `quiet`: nobody asked for it, so that a record that is whole is no news. */
  verify: (quiet?: boolean) => Promise<void>;
}

function show(): void {
  useLogPanel.getState().open('chain');
  useView.getState().go({ type: 'open', name: 'log' });
}

/** What a check came to, in words; null: no news. */
function found({ ok, records, problems }: ChainReport, quiet: boolean): Told | null {
  if (ok) return quiet ? null : { tone: 'info', title: toastTexts.recordWhole(records) };
  return { tone: 'bad', title: toastTexts.recordBroken(problems.length), text: problems[0]?.message };
}

export const useChain = create<ChainStore>()((set, get) => ({
  report: null,
  at: null,
  error: null,
  since: null,
  verify: async (quiet = false) => {
    if (get().since !== null) return;
    set({ since: Date.now() / 1000, error: null });
    const answer = await ask((api) => api.audit.verify());
    set(
      answer.ok
        ? { since: null, report: answer.value, at: Date.now() / 1000 }
        : // Cancelled by the person: they know.
          { since: null, error: answer.error.code === 'cancelled' ? null : answer.error },
    );
    if (isOnShow('log') || isOnShow('overview')) return;
    const failed = { tone: 'warn', title: toastTexts.checkFailed } as const;
    tellEnd(answer, (report) => found(report, quiet), failed, show);
  },
}));
