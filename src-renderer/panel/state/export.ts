import { create } from 'zustand';
import { toastTexts } from '../../texts/toasts.ts';
import { ask } from '../api.ts';
import { isFiltered, queryOf, type LogMode } from './log-filter.ts';
import { useLogPanel } from './log-panel.ts';
import { useLog } from './log.ts';
import { ended, going, IDLE, tellEnd, type Work } from './long-work.ts';
import { isOnShow, useView } from './view.ts';

export const FORMATS = ['html', 'csv', 'jsonl'] as const;
export type Format = (typeof FORMATS)[number];

interface ExportStore {
  format: Format;
  work: Work<{ path: string; entries: number }>;
  choose: (format: Format) => void;
  /** Writes what the Log's filters let through now, to a place that the person picks. */
  start: () => Promise<void>;
  dismiss: () => void;
}

function show(): void {
  useLogPanel.getState().open('export');
  useView.getState().go({ type: 'open', name: 'log' });
}

export const useExport = create<ExportStore>()((set, get) => ({
  format: 'html',
  work: IDLE,
  choose: (format) => set({ format }),
  start: async () => {
    if (get().work.state === 'going') return;
    set({ work: going() });
    const { filter, mode } = useLog.getState();
    const request = { format: get().format, query: queryOf(filter, mode), of: exportOf(mode) };
    const answer = await ask((api) => api.audit.export(request));
    set({ work: ended(answer) });
    if (isOnShow('log') && useLogPanel.getState().panel === 'export') return;
    tellEnd(
      answer,
      ({ entries, path }) => ({ tone: 'info', title: toastTexts.exported(entries), text: path }),
      { tone: 'bad', title: toastTexts.notExported },
      show,
    );
  },
  dismiss: () => set({ work: IDLE }),
}));

/** A list of runs is exported as all of their records. */
export const exportOf = (mode: LogMode): 'runs' | 'entries' => (mode === 'records' ? 'entries' : 'runs');

/** Whether an export would leave something out. */
export const useIsPart = (): boolean => useLog((state) => isFiltered(state.filter));
