import { useState } from 'react';
import { texts } from '../../../texts/panel.ts';
import { useSettings } from '../../state/settings.ts';
import { Field } from './Field.tsx';
import { RANGES, readNumber, type NumberKey } from './ranges.ts';
import { Row } from './Row.tsx';
import classes from './settings.module.css';

interface Props {
  settingKey: NumberKey;
  value: number;
}

/** A number that is saved when the field is left or Enter is pressed; Escape takes it back. */
export function NumberSetting({ settingKey, value }: Props) {
  // null: not being edited, so that a change from elsewhere shows.
  const [text, setText] = useState<string | null>(null);
  const { update } = useSettings.getState();
  const words = texts.settings.numbers[settingKey];
  const number = text === null ? value : readNumber(settingKey, text);
  const [least, most] = RANGES[settingKey];

  const save = (): void => {
    // What cannot be saved stays, with what is wrong with it.
    if (text === null || number === null) return;
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
          <Field
            labelId={labelId}
            whatId={whatId}
            className={classes.numberField}
            inputMode="numeric"
            value={text ?? String(value)}
            wrong={number === null ? texts.settings.numberRange(least, most) : null}
            onChange={(event) => setText(event.currentTarget.value)}
            onBlur={save}
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
