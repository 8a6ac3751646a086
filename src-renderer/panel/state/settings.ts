import { create } from 'zustand';
import type { Answer, BridgeError } from '../../../src-preload/contract/errors.ts';
import type { Settings, SettingsPatch } from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';
import { callAsking, type Asked } from './asking.ts';
import { LOADING, settle, type Loadable } from './loadable.ts';

export type SettingKey = Exclude<keyof Settings, 'tool_enabled'>;
/** What became of the last change of one key. */
export type Change =
  { state: 'saving'; value?: unknown } | { state: 'saved' } | { state: 'failed'; error: BridgeError };

type Changes = Partial<Record<SettingKey, Change>>;

const without = (changes: Changes, key: SettingKey): Changes =>
  Object.fromEntries(Object.entries(changes).filter(([name]) => name !== key));

interface SettingsStore {
  settings: Loadable<Settings>;
  changes: Changes;
  refetch: () => Promise<void>;
  /** Resolves to whether the change was accepted. */
  update: <K extends SettingKey>(key: K, value: Settings[K]) => Promise<boolean>;
  pickWorkspace: () => Promise<boolean>;
  pickModelsRoot: () => Promise<boolean>;
  dismiss: (key: SettingKey) => void;
}

/** What main asks before it changes a setting so that it allows more. */
export const loosening = (key: SettingKey): Asked => ({ tool: 'settings.update', key });

export const useSettings = create<SettingsStore>()((set, get) => {
  const change = async (
    key: SettingKey,
    call: () => Promise<Answer<Settings>>,
    value?: unknown,
  ): Promise<boolean> => {
    set((state) => ({ changes: { ...state.changes, [key]: { state: 'saving', value } } }));
    const answer = await callAsking(loosening(key), call);
    // Closing the system's dialog is an answer of the person, not a failure.
    const silent = !answer.ok && answer.error.code === 'cancelled';
    set((state) => {
      const others = without(state.changes, key);
      if (silent) return { changes: others };
      const now: Change = answer.ok ? { state: 'saved' } : { state: 'failed', error: answer.error };
      return {
        changes: { ...others, [key]: now },
        settings: answer.ok ? settle(state.settings, answer) : state.settings,
      };
    });
    return answer.ok;
  };
  return {
    settings: LOADING,
    changes: {},
    refetch: async () => {
      const answer = await ask((api) => api.settings.get());
      set((state) => ({ settings: settle(state.settings, answer) }));
    },
    update: (key, value) => {
      const patch: SettingsPatch = { [key]: value };
      const before = get().changes[key];
      // Pressed again while it is being asked: one question is enough.
      const same = before?.state === 'saving' && JSON.stringify(before.value) === JSON.stringify(value);
      if (same) return Promise.resolve(false);
      return change(key, () => ask((api) => api.settings.update(patch)), value);
    },
    pickWorkspace: () => change('workspace_roots', () => ask((api) => api.settings.pickWorkspace())),
    pickModelsRoot: () => change('models_root', () => ask((api) => api.settings.pickModelsRoot())),
    dismiss: (key) => set((state) => ({ changes: without(state.changes, key) })),
  };
});
