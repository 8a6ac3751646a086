import { create } from 'zustand';
import type { Notice, SystemInfo } from '../../../src-preload/contract/types.ts';
import { osOf, type Os } from '../../ui/keys.ts';
import { ask } from '../api.ts';
import { LOADING, settleSmall, valueOr, type Loadable } from './loadable.ts';

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

/**
 * What opening the record found wrong with it. It is told at the top until it is dismissed; that somebody has read it makes the
 * record no better.
 */
export function recordFindings(info: SystemInfo | null): Notice[] {
  return (info?.notices ?? []).filter(({ id, severity }) => id.startsWith('audit-') && severity !== 'info');
}

/** What says that the record is not what was written; one that cannot be written, or whose end was torn off, may well be. */
const DAMAGE: readonly string[] = ['audit-damaged', 'audit-tampering'];

/** Whether opening the record found it damaged. */
export const foundDamaged = (info: SystemInfo): boolean =>
  recordFindings(info).some(({ id }) => DAMAGE.includes(id));

/** Whose keys to name and to listen for. */
export const osNow = (): Os => osOf(valueOr(useSystem.getState().info, null));
export const useOs = (): Os => useSystem((state) => osOf(valueOr(state.info, null)));

/** A file in the data folder, written as the person's system writes paths. */
export function dataFile(info: SystemInfo | null, name: string): string {
  if (info === null) return name;
  return `${info.userData}${osOf(info) === 'windows' ? '\\' : '/'}${name}`;
}
