import { create } from 'zustand';
import type { BridgeError } from '../../../src-preload/contract/errors.ts';
import type { SessionAnswer } from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';
import { LOADING, settle, type Loadable } from './loadable.ts';

interface SessionAnswersStore {
  answers: Loadable<SessionAnswer[]>;
  removals: Record<string, 'asked' | BridgeError>;
  refetch: () => Promise<void>;
  remove: (answerId: string) => Promise<void>;
}

/** The answers that stand until the app is closed. */
export const useSessionAnswers = create<SessionAnswersStore>()((set, get) => ({
  answers: LOADING,
  removals: {},
  refetch: async () => {
    const answers = await ask((api) => api.rules.sessions());
    set((state) => ({ answers: settle(state.answers, answers) }));
  },
  remove: async (answerId) => {
    set((state) => ({ removals: { ...state.removals, [answerId]: 'asked' } }));
    const answer = await ask((api) => api.rules.removeSession({ answerId }));
    set((state) => {
      const others = Object.fromEntries(Object.entries(state.removals).filter(([id]) => id !== answerId));
      return { removals: answer.ok ? others : { ...others, [answerId]: answer.error } };
    });
    await get().refetch();
  },
}));
