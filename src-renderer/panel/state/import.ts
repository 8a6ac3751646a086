import { create } from 'zustand';
import type { PanelChannels } from '../../../src-preload/contract/channels.ts';
import { toastTexts } from '../../texts/toasts.ts';
import { ask } from '../api.ts';
import { useLog } from './log.ts';
import { ended, going, IDLE, type Work } from './long-work.ts';
import { tell } from './toasts.ts';
import { isOnShow, useView } from './view.ts';

export type Imported = PanelChannels['audit.importLegacy']['response'];

interface ImportStore {
  work: Work<Imported>;
  /** Reads a log of the earlier system that the person picks. */
  start: () => Promise<void>;
  dismiss: () => void;
}

function show(): void {
  useLog.getState().setMode('legacy');
  useView.getState().go({ type: 'open', name: 'log' });
}

export const useImport = create<ImportStore>()((set, get) => ({
  work: IDLE,
  start: async () => {
    if (get().work.state === 'going') return;
    set({ work: going() });
    const answer = await ask((api) => api.audit.importLegacy());
    set({ work: ended(answer) });
    const { mode, list, load } = useLog.getState();
    const listed = isOnShow('log') && mode === 'legacy';
    if (answer.ok && listed) void load();
    // Where the list is not there yet, or could not be had, nothing shows what became of it.
    if (listed && list.state === 'ready') return;
    const action = { label: toastTexts.show, run: show };
    if (answer.ok) {
      const { entries, malformed } = answer.value;
      const text = malformed > 0 ? toastTexts.malformed(malformed) : undefined;
      tell({ tone: malformed > 0 ? 'warn' : 'info', title: toastTexts.imported(entries), text, action });
    } else if (answer.error.code !== 'cancelled') {
      tell({ tone: 'bad', title: toastTexts.notImported, text: answer.error.message, action });
    }
  },
  dismiss: () => set({ work: IDLE }),
}));
