import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Settings } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts/panel.ts';
import { useSettings, type SettingKey } from '../../state/settings.ts';
import { Row } from './Row.tsx';
import classes from './settings.module.css';

type NumberKey = { [K in SettingKey]: Settings[K] extends number ? K : never }[SettingKey];

interface Props {
  settingKey: NumberKey;
  value: number;
  words: { label: string; unit: string; what: string };
}

/** A number that is saved when the field is left or Enter is pressed; Escape takes it back. */
export function NumberSetting({ settingKey, value, words }: Props) {
  // null: not being edited, so that a change from elsewhere shows.
  const [text, setText] = useState<string | null>(null);
  const { update } = useSettings.getState();
  const typed = (text ?? '').trim();
  const valid = text === null || /^\d{1,12}$/.test(typed);

  const save = (): void => {
    if (text === null || !valid) return;
    const number = Number(typed);
    if (number === value) {
      setText(null);
      return;
    }
    // Refused: the field goes back to what holds, and the reason stands below it.
    void update(settingKey, number).then(() => setText(null));
  };

  return (
    <Row label={words.label} what={words.what} settingKey={settingKey}>
      {({ labelId, whatId }) => (
        <div className={classes.number}>
          <TextInput
            size="xs"
            inputMode="numeric"
            autoComplete="off"
            classNames={{ input: classes.numberInput }}
            aria-labelledby={labelId}
            aria-describedby={whatId}
            value={text ?? String(value)}
            error={valid ? undefined : texts.settings.wholeNumber}
            onChange={(event) => setText(event.currentTarget.value)}
            onBlur={() => (valid ? save() : setText(null))}
            onKeyDown={(event) => {
              if (event.key === 'Enter') save();
              if (event.key === 'Escape') setText(null);
            }}
          />
          <span className={classes.unit}>{words.unit}</span>
        </div>
      )}
    </Row>
  );
}
