import { create } from 'zustand';
import type { Answer, BridgeError } from '../../../src-preload/contract/errors.ts';
import type { ChainReport } from '../../../src-preload/contract/types.ts';
import { toastTexts } from '../../texts/toasts.ts';
import { ask } from '../api.ts';
import { useLogPanel } from './log-panel.ts';
import { tell } from './toasts.ts';
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

/** What a check came to, where nobody is looking at it. */
function tellChecked(answer: Answer<ChainReport>, quiet: boolean): void {
  if (isOnShow('log') || isOnShow('overview')) return;
  const show = (): void => {
    useLogPanel.getState().open('chain');
    useView.getState().go({ type: 'open', name: 'log' });
  };
  const action = { label: toastTexts.show, run: show };
  if (!answer.ok) {
    if (answer.error.code === 'cancelled') return;
    tell({ tone: 'warn', title: toastTexts.checkFailed, text: answer.error.message, action });
  } else if (!answer.value.ok) {
    const { problems } = answer.value;
    tell({
      tone: 'bad',
      title: toastTexts.recordBroken(problems.length),
      text: problems[0]?.message,
      action,
    });
  } else if (!quiet) {
    tell({ tone: 'info', title: toastTexts.recordWhole(answer.value.records), action });
  }
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
    tellChecked(answer, quiet);
  },
}));
