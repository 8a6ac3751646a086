import { create } from 'zustand';
import type { SettingKey } from './settings.ts';

/** A place that a command leads to: one setting, or a named part of a view. */
export type Place =
  | `setting:${SettingKey}`
  | 'tool-form'
  | 'diagnostics'
  | 'updates'
  | 'remove-data'
  | 'log-search'
  | 'log-filter'
  | 'log-export'
  | 'log-check'
  | 'log-detail'
  | 'rule-draft';

interface WantedStore {
  /** Where the keyboard is wanted, once it is on the page. */
  place: Place | null;
  want: (place: Place) => void;
  met: () => void;
}

export const useWanted = create<WantedStore>()((set) => ({
  place: null,
  want: (place) => set({ place }),
  met: () => set({ place: null }),
}));

/** Marks an element as a place. */
export const placed = (place: Place): { 'data-place': Place } => ({ 'data-place': place });
