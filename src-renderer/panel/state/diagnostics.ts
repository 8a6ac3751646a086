import { create } from 'zustand';
import type { BridgeError } from '../../../src-preload/contract/errors.ts';
import type { Diagnostics } from '../../../src-preload/contract/types.ts';
import { toastTexts } from '../../texts/toasts.ts';
import { ask } from '../api.ts';
import { tellEnd } from './long-work.ts';
import { tell } from './toasts.ts';
import { isOnShow, useView } from './view.ts';

interface DiagnosticsStore {
  shown: Diagnostics | null;
  /** Epoch seconds of the making that is going on. */
  since: number | null;
  saved: boolean;
  failure: { doing: 'make' | 'save'; error: BridgeError } | null;
  make: () => Promise<void>;
  save: () => Promise<void>;
  dismiss: () => void;
}

export const useDiagnostics = create<DiagnosticsStore>()((set, get) => ({
  shown: null,
  since: null,
  saved: false,
  failure: null,
  make: async () => {
    if (get().since !== null) return;
    set({ since: Date.now() / 1000, saved: false, failure: null });
    const answer = await ask((api) => api.system.diagnostics());
    const cancelled = !answer.ok && answer.error.code === 'cancelled';
    set({
      since: null,
      ...(answer.ok && { shown: answer.value }),
      ...(!answer.ok && !cancelled && { failure: { doing: 'make' as const, error: answer.error } }),
    });
    if (isOnShow('settings')) return;
    tellEnd(
      answer,
      () => ({ tone: 'info', title: toastTexts.diagnosticsMade }),
      { tone: 'bad', title: toastTexts.diagnosticsFailed },
      () => useView.getState().go({ type: 'open', name: 'settings' }),
    );
  },
  save: async () => {
    const { shown } = get();
    if (shown === null) return;
    const answer = await ask((api) => api.system.saveDiagnostics({ id: shown.id }));
    // Closing the system's dialog is an answer of the person, not a failure.
    if (!answer.ok && answer.error.code === 'cancelled') return;
    set(answer.ok ? { saved: true, failure: null } : { failure: { doing: 'save', error: answer.error } });
    if (isOnShow('settings')) return;
    if (answer.ok) tell({ tone: 'info', title: toastTexts.diagnosticsSaved, text: answer.value.path });
    else tell({ tone: 'bad', title: toastTexts.diagnosticsNotSaved, text: answer.error.message });
  },
  dismiss: () => set({ failure: null }),
}));
