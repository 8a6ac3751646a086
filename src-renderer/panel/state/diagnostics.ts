import { create } from 'zustand';
import type { BridgeError } from '../../../src-preload/contract/errors.ts';
import type { Diagnostics } from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';

interface DiagnosticsStore {
  shown: Diagnostics | null;
  state: 'idle' | 'making' | 'saved';
  failure: { doing: 'make' | 'save'; error: BridgeError } | null;
  make: () => Promise<void>;
  save: () => Promise<void>;
  dismiss: () => void;
}

export const useDiagnostics = create<DiagnosticsStore>()((set, get) => ({
  shown: null,
  state: 'idle',
  failure: null,
  make: async () => {
    set({ state: 'making', failure: null });
    const answer = await ask((api) => api.system.diagnostics());
    set(
      answer.ok
        ? { state: 'idle', shown: answer.value }
        : { state: 'idle', failure: { doing: 'make', error: answer.error } },
    );
  },
  save: async () => {
    const { shown } = get();
    if (shown === null) return;
    const answer = await ask((api) => api.system.saveDiagnostics({ id: shown.id }));
    if (answer.ok) set({ state: 'saved', failure: null });
    // Closing the system's dialog is an answer of the person, not a failure.
    else if (answer.error.code !== 'cancelled') set({ failure: { doing: 'save', error: answer.error } });
  },
  dismiss: () => set({ failure: null }),
}));
