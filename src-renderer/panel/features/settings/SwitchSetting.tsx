import { Switch } from '@mantine/core';
import type { Settings } from '../../../../src-preload/contract/types.ts';
import { useSettings, type SettingKey } from '../../state/settings.ts';
import { Row } from './Row.tsx';

interface Props {
  settingKey: { [K in SettingKey]: Settings[K] extends boolean ? K : never }[SettingKey];
  value: boolean;
  label: string;
  what: string;
}

export function SwitchSetting({ settingKey, value, label, what }: Props) {
  const { update } = useSettings.getState();
  return (
    <Row label={label} what={what} settingKey={settingKey}>
      {({ labelId, whatId }) => (
        <Switch
          aria-labelledby={labelId}
          aria-describedby={whatId}
          checked={value}
          onChange={(event) => void update(settingKey, event.currentTarget.checked)}
        />
      )}
    </Row>
  );
}
