import { create } from 'zustand';

interface PaletteStore {
  open: boolean;
  show: () => void;
  hide: () => void;
}

/** Whether the command palette is on show; what is in it is loaded with it. */
export const usePalette = create<PaletteStore>()((set) => ({
  open: false,
  show: () => set({ open: true }),
  hide: () => set({ open: false }),
}));
