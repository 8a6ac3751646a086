import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { texts } from '../../../texts/panel.ts';
import { useSettings } from '../../state/settings.ts';
import { EntryList } from './EntryList.tsx';
import { Field } from './Field.tsx';
import { Row } from './Row.tsx';
import classes from './settings.module.css';

interface Props {
  settingKey: 'allowed_domains' | 'private_hosts_allowed';
  values: string[];
  words: { title: string; what: string; none: string; input: string; placeholder: string };
}

/** A list of hosts. Main knows how one is written; what it refuses stays in the field, with its reason below. */
export function HostList({ settingKey, values, words }: Props) {
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const refused = useSettings((state) => {
    const change = state.changes[settingKey];
    return change?.state === 'failed' && change.error.code === 'bad_request';
  });
  const { update } = useSettings.getState();
  const entry = text.trim();
  const add = (): void => {
    if (entry === '') return;
    if (values.includes(entry)) {
      setText('');
      return;
    }
    void update(settingKey, [...values, entry]).then((accepted) => {
      if (accepted) setText('');
      else field.current?.focus();
    });
  };
  return (
    <>
      <Row label={words.title} what={words.what} settingKey={settingKey}>
        {({ labelId, whatId }) => (
          <form
            className={classes.add}
            onSubmit={(event) => {
              event.preventDefault();
              add();
            }}
          >
            <Field
              ref={field}
              labelId={labelId}
              whatId={whatId}
              aria-label={words.input}
              // Its words are in the note below.
              wrong={refused && entry !== ''}
              placeholder={words.placeholder}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <Button type="submit" size="xs" variant="default" disabled={entry === ''}>
              {texts.settings.add}
            </Button>
          </form>
        )}
      </Row>
      <EntryList
        entries={values}
        none={words.none}
        label={words.title}
        onRemove={(value) =>
          void update(
            settingKey,
            values.filter((other) => other !== value),
          )
        }
      />
    </>
  );
}
