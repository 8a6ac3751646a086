import { create } from 'zustand';
import { toastTexts } from '../../texts/toasts.ts';
import { ask } from '../api.ts';
import { tell } from './toasts.ts';

interface FirstStartStore {
  show: boolean;
  /** How careful to be has been chosen, be it by keeping what it is. */
  chosen: boolean;
  choose: () => void;
  /** All steps were taken: never again by itself, but on show until it is put away. Says so where that could not be stored. */
  keep: () => Promise<void>;
  /** Put away: the same, and gone at once. */
  finish: () => Promise<void>;
  again: () => void;
}

/** Main wrote it into the page: the first frame keeps room for the card, and nothing moves when it comes. */
function due(): boolean {
  return document.querySelector<HTMLMetaElement>('meta[name="first-steps"]')?.content === 'due';
}

export const useFirstStart = create<FirstStartStore>()((set, get) => ({
  show: due(),
  chosen: false,
  choose: () => set({ chosen: true }),
  keep: async () => {
    const answer = await ask((api) => api.system.endFirstSteps());
    if (!answer.ok || !answer.value.kept) tell({ tone: 'warn', title: toastTexts.firstStepsNotKept });
  },
  finish: () => {
    set({ show: false });
    return get().keep();
  },
  again: () => set({ show: true }),
}));
