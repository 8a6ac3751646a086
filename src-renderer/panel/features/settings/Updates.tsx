import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { UpdatesState } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts/panel.ts';
import { updateTexts as words } from '../../../texts/updates.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { head } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { valueOr } from '../../state/loadable.ts';
import { actionsOf, useUpdates } from '../../state/updates.ts';
import { placed } from '../../state/wanted.ts';
import { Group } from './Row.tsx';
import classes from './settings.module.css';
import { TextSetting } from './TextSetting.tsx';

/** Where updates come from, and what there is to do about one. */
export function Updates({ feed }: { feed: string | null }) {
  const loaded = useUpdates((state) => state.updates);
  const updates = valueOr(loaded, null);
  const error = loaded.state === 'loading' ? undefined : loaded.error;
  const failure = useUpdates((state) => state.failure);
  const { act, dismiss, refetch } = useUpdates.getState();
  useEffect(() => void refetch(), [refetch, feed]);
  return (
    <Group title={words.title}>
      <TextSetting
        settingKey="update_feed_url"
        value={feed}
        words={{
          label: words.feed,
          what: words.feedWhat,
          placeholder: words.feedPlaceholder,
          set: words.set,
          remove: words.remove,
        }}
        check={(text) => (URL.canParse(text) && text.startsWith('https://') ? null : words.notFeed)}
      />
      <div className={classes.row} {...placed('updates')}>
        <div className={classes.main}>
          <div className={classes.words}>
            <span className={classes.label}>{words.now}</span>
            <span className={classes.what} role="status">
              {loaded.state === 'loading' && texts.common.loading}
              {updates !== null && <InertText text={said(updates)} />}
            </span>
          </div>
          {updates !== null &&
            actionsOf(updates).map((action) => (
              <Button key={action} size="xs" variant="default" onClick={() => void act(action)}>
                {words[action]}
              </Button>
            ))}
        </div>
        {error && (
          <ErrorNote
            title={updates === null ? words.loadFailed : texts.common.stale}
            error={error}
            onRetry={() => void refetch()}
          />
        )}
        {failure && <ErrorNote title={words.refused} error={failure} onDismiss={dismiss} />}
      </div>
    </Group>
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
