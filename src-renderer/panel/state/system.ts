import { create } from 'zustand';
import type { SystemInfo } from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';
import { LOADING, settleSmall, type Loadable } from './loadable.ts';

interface SystemStore {
  info: Loadable<SystemInfo>;
  dismissed: string[];
  refetch: () => Promise<void>;
  dismiss: (noticeId: string) => void;
}

export const useSystem = create<SystemStore>()((set) => ({
  info: LOADING,
  dismissed: [],
  refetch: async () => {
    const answer = await ask((api) => api.system.info());
    set((state) => ({ info: settleSmall(state.info, answer) }));
  },
  dismiss: (noticeId) => set((state) => ({ dismissed: [...state.dismissed, noticeId] })),
}));

/** A file in the data folder, written as the person's system writes paths. */
export function dataFile(info: SystemInfo | null, name: string): string {
  if (info === null) return name;
  return `${info.userData}${info.platform === 'win32' ? '\\' : '/'}${name}`;
}
