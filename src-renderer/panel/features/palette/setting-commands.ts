import { APPROVAL_MODES, type Settings } from '../../../../src-preload/contract/types.ts';
import { paletteTexts as words } from '../../../texts/palette.ts';
import { texts } from '../../../texts/panel.ts';
import { valueOr } from '../../state/loadable.ts';
import { nameOf, useSettings, type KeysOf, type SettingKey } from '../../state/settings.ts';
import { RANGES } from '../settings/ranges.ts';
import { lead, type Command } from './command.ts';

/** Settings that are typed or picked from a list: the command leads to their field. */
const ENTERED: readonly SettingKey[] = [
  'workspace_roots',
  'allowed_domains',
  'private_hosts_allowed',
  'pause_shortcut',
  'browser_path',
  'update_feed_url',
  ...(Object.keys(RANGES) as SettingKey[]),
];

/** Each setting: at once where it has a few values, else at its field. What loosens is asked by main, as everywhere. */
export function settingCommands(): Command[] {
  const settings = valueOr(useSettings.getState().settings, null);
  const { pickWorkspace, pickModelsRoot } = useSettings.getState();
  const of = (id: string, title: string, run: () => void): Command => ({ id, group: 'settings', title, run });
  return [
    of('workspace', words.workspace, () => void pickWorkspace()),
    of('models-root', words.modelsRoot, () => void pickModelsRoot()),
    ...(settings === null ? [] : changes(settings)),
    ...ENTERED.map((key) =>
      of(`enter:${key}`, words.change(nameOf(key)), () => lead('settings', `setting:${key}`)),
    ),
  ];
}

function changes(settings: Settings): Command[] {
  const { update } = useSettings.getState();
  const of = (id: string, title: string, run: () => void, note?: string): Command => ({
    id,
    group: 'settings',
    title,
    run,
    ...(note !== undefined && { note }),
  });
  /** One command for each value; the one that holds says so. */
  const choice = <K extends SettingKey>(
    key: K,
    values: readonly Settings[K][],
    title: (value: Settings[K]) => string,
  ): Command[] =>
    values.map((value) =>
      of(
        `${key}:${String(value)}`,
        title(value),
        () => void update(key, value),
        settings[key] === value ? words.now : undefined,
      ),
    );
  const flag = (key: KeysOf<boolean>, on: string, off: string): Command =>
    of(key, settings[key] ? off : on, () => void update(key, !settings[key]));
  return [
    ...choice('approval_mode', APPROVAL_MODES, (mode) => words.mode(texts.settings.modes[mode].label)),
    flag('dry_run_default', words.dryOn, words.dryOff),
    flag('require_approval_for_risky', words.riskyOn, words.riskyOff),
    flag('start_at_login', words.loginOn, words.loginOff),
    ...choice('theme', ['system', 'light', 'dark'], (theme) => words.theme(texts.settings.themes[theme])),
    ...choice('input_speed', ['instant', 'human'], (speed) => words.speed(texts.settings.speeds[speed])),
    ...(settings.models_root === null
      ? []
      : [of('clear-models-root', words.clearModelsRoot, () => void update('models_root', null))]),
    ...(settings.update_feed_url === null
      ? []
      : [of('clear-feed', words.clearFeed, () => void update('update_feed_url', null))]),
  ];
}
