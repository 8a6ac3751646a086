import { create } from 'zustand';
import { ask } from '../api.ts';

interface FirstStartStore {
  show: boolean;
  /** How careful to be has been chosen, be it by keeping what it is. */
  chosen: boolean;
  choose: () => void;
  /** Taken or skipped: never again by itself; false where that could not be kept. */
  finish: () => Promise<boolean>;
  again: () => void;
}

/** Main wrote it into the page: the first frame keeps room for the card, and nothing moves when it comes. */
function due(): boolean {
  return document.querySelector<HTMLMetaElement>('meta[name="first-steps"]')?.content === 'due';
}

export const useFirstStart = create<FirstStartStore>()((set) => ({
  show: due(),
  chosen: false,
  choose: () => set({ chosen: true }),
  finish: async () => {
    set({ show: false });
    const answer = await ask((api) => api.system.endFirstSteps());
    return answer.ok && answer.value.kept;
  },
  again: () => set({ show: true }),
}));
