import { Button, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { UpdatesState } from '../../../../src-preload/contract/types.ts';
import { updateTexts as words } from '../../../texts/updates.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { head } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { useSettings } from '../../state/settings.ts';
import { valueOr } from '../../state/loadable.ts';
import { useUpdates, type UpdateAction } from '../../state/updates.ts';
import { Group, Row } from './Row.tsx';
import classes from './settings.module.css';

/** Where updates come from, and what there is to do about one. */
export function Updates({ feed }: { feed: string | null }) {
  const updates = useUpdates((state) => valueOr(state.updates, null));
  const failure = useUpdates((state) => state.failure);
  const { act, dismiss, refetch } = useUpdates.getState();
  useEffect(() => void refetch(), [refetch, feed]);
  return (
    <Group title={words.title}>
      <Row label={words.feed} what={words.feedWhat} settingKey="update_feed_url" stacked>
        {({ labelId, whatId }) => <Feed feed={feed} labelId={labelId} whatId={whatId} />}
      </Row>
      <div className={classes.row}>
        <div className={classes.main}>
          <div className={classes.words}>
            <span className={classes.label}>{words.now}</span>
            <span className={classes.what} role="status">
              <InertText text={updates === null ? '' : said(updates)} />
            </span>
          </div>
          {updates !== null &&
            actions(updates).map((action) => (
              <Button key={action} size="xs" variant="default" onClick={() => void act(action)}>
                {words[action]}
              </Button>
            ))}
        </div>
        {failure && <ErrorNote title={words.refused} error={failure} onDismiss={dismiss} />}
      </div>
    </Group>
  );
}

function Feed({
  feed,
  labelId,
  whatId,
}: {
  feed: string | null;
  labelId: string;
  whatId: string | undefined;
}) {
  const [text, setText] = useState('');
  const { update } = useSettings.getState();
  if (feed !== null) {
    return (
      <div className={classes.add}>
        <code className="el-code-plain">
          <InertText text={feed} />
        </code>
        <Button size="xs" variant="default" onClick={() => void update('update_feed_url', null)}>
          {words.remove}
        </Button>
      </div>
    );
  }
  const entry = text.trim();
  return (
    <form
      className={classes.add}
      onSubmit={(event) => {
        event.preventDefault();
        if (entry !== '') void update('update_feed_url', entry).then((accepted) => accepted && setText(''));
      }}
    >
      <TextInput
        size="xs"
        aria-labelledby={labelId}
        aria-describedby={whatId}
        placeholder={words.feedPlaceholder}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" variant="default" disabled={entry === ''}>
        {words.set}
      </Button>
    </form>
  );
}

/** What the server says is a stranger's word: cut, and shown as text. */
function said({ state, version = '', percent = 0, error = '' }: UpdatesState): string {
  switch (state) {
    case 'available':
    case 'ready':
      return words[state](head(version, 40));
    case 'downloading':
      return words.downloading(percent);
    case 'failed':
      return words.failed(head(error, 300));
    case 'off':
    case 'idle':
    case 'checking':
    case 'current':
      return words[state];
  }
}

function actions({ state }: UpdatesState): UpdateAction[] {
  switch (state) {
    case 'off':
      return [];
    case 'checking':
    case 'downloading':
      return ['cancel'];
    case 'available':
      return ['download'];
    case 'ready':
      return ['install'];
    case 'idle':
    case 'current':
    case 'failed':
      return ['check'];
  }
}
