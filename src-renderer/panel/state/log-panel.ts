import { create } from 'zustand';

export type LogPanel = 'chain' | 'export' | 'filter';

interface LogPanelStore {
  /** Which of the Log's panels is open below its toolbar. */
  panel: LogPanel | null;
  toggle: (panel: LogPanel) => void;
  open: (panel: LogPanel) => void;
}

export const useLogPanel = create<LogPanelStore>()((set) => ({
  panel: null,
  toggle: (panel) => set((state) => ({ panel: state.panel === panel ? null : panel })),
  open: (panel) => set({ panel }),
}));
