import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { InertText } from '../../../ui/InertText.tsx';
import { useSettings } from '../../state/settings.ts';
import { Field } from './Field.tsx';
import { Row } from './Row.tsx';
import classes from './settings.module.css';

interface Props {
  settingKey: 'update_feed_url' | 'browser_path';
  value: string | null;
  words: { label: string; what: string; placeholder: string; set: string; remove: string };
  /** What is wrong with what was typed, in words; main judges it all the same. */
  check: (text: string) => string | null;
}

/** A text that may be none: while it is set, it is shown whole, with the way to take it away. */
export function TextSetting({ settingKey, value, words, check }: Props) {
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const { update } = useSettings.getState();
  const entry = text.trim();
  const submit = (): void => {
    if (entry === '') return;
    const mistake = check(entry);
    setWrong(mistake);
    if (mistake !== null) {
      field.current?.focus();
      return;
    }
    void update(settingKey, entry).then((accepted) => accepted && setText(''));
  };
  return (
    <Row label={words.label} what={words.what} settingKey={settingKey} stacked>
      {({ labelId, whatId }) =>
        value !== null ? (
          <div className={classes.add}>
            <code className={`el-code-plain ${classes.grow}`}>
              <InertText text={value} />
            </code>
            <Button size="xs" variant="default" onClick={() => void update(settingKey, null)}>
              {words.remove}
            </Button>
          </div>
        ) : (
          <form
            className={classes.add}
            onSubmit={(event) => {
              event.preventDefault();
              submit();
            }}
          >
            <Field
              ref={field}
              labelId={labelId}
              whatId={whatId}
              className={classes.grow}
              placeholder={words.placeholder}
              maxLength={4096}
              value={text}
              wrong={wrong}
              onChange={(event) => {
                setText(event.currentTarget.value);
                setWrong(null);
              }}
            />
            <Button type="submit" size="xs" variant="default" disabled={entry === ''}>
              {words.set}
            </Button>
          </form>
        )
      }
    </Row>
  );
}
