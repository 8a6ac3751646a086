import { SegmentedControl } from '@mantine/core';
import type { Settings } from '../../../../src-preload/contract/types.ts';
import { useSettings } from '../../state/settings.ts';
import { Row } from './Row.tsx';

type Key = 'theme' | 'input_speed';

interface Props<K extends Key> {
  settingKey: K;
  value: Settings[K];
  label: string;
  what?: string;
  options: Record<Settings[K], string>;
}

/** One of a few short values. */
export function ChoiceSetting<K extends Key>({ settingKey, value, label, what, options }: Props<K>) {
  const { update } = useSettings.getState();
  const values = Object.keys(options) as Settings[K][];
  return (
    <Row label={label} what={what} settingKey={settingKey}>
      {({ labelId, whatId }) => (
        <SegmentedControl
          size="xs"
          aria-labelledby={labelId}
          aria-describedby={whatId}
          value={value}
          onChange={(chosen) => void update(settingKey, chosen)}
          data={values.map((each) => ({ value: each, label: options[each] }))}
        />
      )}
    </Row>
  );
}
