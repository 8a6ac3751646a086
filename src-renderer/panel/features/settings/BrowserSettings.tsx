import type { Settings } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts/panel.ts';
import { useOs } from '../../state/system.ts';
import { ChoiceSetting } from './ChoiceSetting.tsx';
import { NumberSetting } from './NumberSetting.tsx';
import { Group } from './Row.tsx';
import { TextSetting } from './TextSetting.tsx';

const words = texts.settings;

/** What runs act with: the browser, and the hand on keys and pointer. */
export function BrowserSettings({ settings }: { settings: Settings }) {
  const windows = useOs() === 'windows';
  const whole = windows ? /^([A-Za-z]:[\\/]|\\\\)./ : /^\/./;
  return (
    <Group title={words.acting}>
      <TextSetting
        settingKey="browser_path"
        value={settings.browser_path}
        words={{
          label: words.browser,
          what: words.browserWhat,
          placeholder: windows ? words.browserWindows : words.browserPlaceholder,
          set: words.browserSet,
          remove: words.browserRemove,
        }}
        check={(text) => (whole.test(text) ? null : words.wholePath)}
      />
      <NumberSetting settingKey="browser_idle_s" value={settings.browser_idle_s} />
      <ChoiceSetting
        settingKey="input_speed"
        value={settings.input_speed}
        label={words.speed}
        what={words.speedWhat}
        options={words.speeds}
      />
    </Group>
  );
}
