import { Switch } from '@mantine/core';
import { useSettings, type KeysOf } from '../../state/settings.ts';
import { Row } from './Row.tsx';

interface Props {
  settingKey: KeysOf<boolean>;
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
