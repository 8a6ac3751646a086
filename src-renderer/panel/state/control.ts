import { create } from 'zustand';
import type { Answer, BridgeError } from '../../../src-preload/contract/errors.ts';
import type { ControlState } from '../../../src-preload/contract/types.ts';
import { toastTexts } from '../../texts/toasts.ts';
import { ask } from '../api.ts';
import { callAsking, type Asked } from './asking.ts';
import { useConnection } from './connection.ts';
import { LOADING, settleSmall, type Loadable } from './loadable.ts';
import { tell } from './toasts.ts';

/** What main asks before it resumes. */
export const RESUME: Asked = { tool: 'control.resume', key: 'paused' };

interface ControlStore {
  control: Loadable<ControlState>;
  changing: 'pause' | 'resume' | null;
  failure: { what: 'pause' | 'resume'; error: BridgeError } | null;
  refetch: () => Promise<void>;
  pause: () => Promise<void>;
  resume: () => Promise<void>;
  dismiss: () => void;
}

export const useControl = create<ControlStore>()((set) => {
  const change = async (
    what: 'pause' | 'resume',
    call: () => Promise<Answer<ControlState>>,
  ): Promise<void> => {
    set({ changing: what, failure: null });
    const answer = await call();
    set((state) => ({
      changing: null,
      control: answer.ok ? settleSmall(state.control, answer) : state.control,
      failure: answer.ok ? null : { what, error: answer.error },
    }));
    // A pause is in view on every page, with its way out; a resume leaves nothing to see.
    if (!answer.ok || what === 'pause') return;
    tell({
      tone: 'info',
      title: toastTexts.resumed,
      text: toastTexts.resumedWhat,
      undo: {
        label: toastTexts.undo,
        name: toastTexts.undoTo(toastTexts.resumedUndo),
        run: () => void useControl.getState().pause(),
      },
    });
  };
  return {
    control: LOADING,
    changing: null,
    failure: null,
    refetch: async () => {
      const answer = await ask((api) => api.control.state());
      set((state) => ({ control: settleSmall(state.control, answer) }));
    },
    pause: () => change('pause', () => ask((api) => api.control.pause({ reason: 'from the panel' }))),
    resume: () => change('resume', () => callAsking(RESUME, () => ask((api) => api.control.resume()))),
    dismiss: () => set({ failure: null }),
  };
});

/** The state that may be shown as that of now: what main said before it stopped answering is none. */
export function useControlNow(): ControlState | 'loading' | 'unknown' {
  const control = useControl((state) => state.control);
  const answering = useConnection((state) => state.answering);
  if (control.state === 'loading') return 'loading';
  if (control.state === 'failed' || control.error !== undefined || !answering) return 'unknown';
  return control.value;
}
