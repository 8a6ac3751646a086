import { create } from 'zustand';
import type { PanelChannels } from '../../../src-preload/contract/channels.ts';
import { toastTexts } from '../../texts/toasts.ts';
import { ask } from '../api.ts';
import { useLog } from './log.ts';
import { ended, going, IDLE, tellEnd, type Told, type Work } from './long-work.ts';
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

function cameIn({ entries, malformed }: Imported): Told {
  const title = toastTexts.imported(entries);
  return malformed > 0
    ? { tone: 'warn', title, text: toastTexts.malformed(malformed) }
    : { tone: 'info', title };
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
    tellEnd(answer, cameIn, { tone: 'bad', title: toastTexts.notImported }, show);
  },
  dismiss: () => set({ work: IDLE }),
}));
