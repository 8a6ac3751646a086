import { create } from 'zustand';
import type { Answer, BridgeError } from '../../../src-preload/contract/errors.ts';
import type { Settings, SettingsPatch } from '../../../src-preload/contract/types.ts';
import { texts } from '../../texts/panel.ts';
import { toastTexts } from '../../texts/toasts.ts';
import { updateTexts } from '../../texts/updates.ts';
import { ask } from '../api.ts';
import { callAsking, type Asked } from './asking.ts';
import { LOADING, settle, valueOr, type Loadable } from './loadable.ts';
import { tell } from './toasts.ts';
import { useView } from './view.ts';

export type SettingKey = Exclude<keyof Settings, 'tool_enabled'>;
/** The settings whose values are of a kind. */
export type KeysOf<T> = { [K in SettingKey]: Settings[K] extends T ? K : never }[SettingKey];
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

/** What a setting is called on its page; one that has no place there goes by its key. */
export function nameOf(key: SettingKey): string {
  const words = texts.settings;
  if (key in words.numbers) return words.numbers[key as keyof typeof words.numbers].label;
  const names: Partial<Record<SettingKey, string>> = {
    approval_mode: words.mode,
    require_approval_for_risky: words.risky,
    workspace_roots: words.workspaces,
    allowed_domains: words.domains,
    private_hosts_allowed: words.hosts,
    start_at_login: words.login,
    dry_run_default: words.dryRun,
    browser_path: words.browser,
    input_speed: words.speed,
    pause_shortcut: words.shortcut,
    theme: words.theme,
    update_feed_url: updateTexts.feed,
    models_root: texts.models.root,
  };
  return names[key] ?? key;
}

/**
 * A change that allows more is told with the way back, which allows less and is made at once; should it not any more, because
 * something else was changed since, main asks, as ever. One that was refused is told where its page is not on show.
 */
function tellChanged(
  key: SettingKey,
  before: Settings | null,
  answer: Answer<Settings>,
  more: boolean,
): void {
  const name = nameOf(key);
  if (!answer.ok) {
    if (useView.getState().current.name === 'settings') return;
    const show = (): void => useView.getState().go({ type: 'open', name: 'settings' });
    tell({
      tone: 'warn',
      title: toastTexts.notChanged(name),
      text: answer.error.message,
      action: { label: toastTexts.openSettings, run: show },
    });
    return;
  }
  if (!more || before === null) return;
  tell({
    tone: 'info',
    title: toastTexts.changed(name),
    text: toastTexts.changedWhat,
    undo: {
      label: toastTexts.undo,
      name: toastTexts.undoTo(toastTexts.changedUndo(name)),
      run: () => void useSettings.getState().update(key, before[key]),
    },
  });
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
    const before = valueOr(get().settings, null);
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
    // A folder that was picked in the system's dialog has been allowed by that.
    const picked = key === 'workspace_roots' && value === undefined;
    if (!silent) tellChanged(key, before, answer, answer.asked || picked);
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
