import { create } from 'zustand';

/*
 * Whether the first steps were taken or skipped is nothing that decides anything, so it is no setting: it is kept in the
 * page's own storage, which lies in the data folder and is moved with it.
 */
const KEY = 'execution-layer.first-start';

interface FirstStartStore {
  /** null until it was looked for: not before the first frame, as the storage is another process's. */
  show: boolean | null;
  look: () => void;
  /** Taken or skipped: never again by itself. */
  finish: () => void;
  again: () => void;
}

export const useFirstStart = create<FirstStartStore>()((set, get) => ({
  show: null,
  look: () => {
    if (get().show === null) set({ show: window.localStorage.getItem(KEY) === null });
  },
  finish: () => {
    window.localStorage.setItem(KEY, 'done');
    set({ show: false });
  },
  again: () => set({ show: true }),
}));
