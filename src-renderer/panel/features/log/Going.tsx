import { Button } from '@mantine/core';
import { useState } from 'react';
import type { PanelChannels } from '../../../../src-preload/contract/channels.ts';
import { texts } from '../../../texts.ts';
import { logTexts } from '../../../texts-log.ts';
import { useNow } from '../../../ui/Time.tsx';
import { ask } from '../../api.ts';
import classes from './evidence.module.css';

/** That long work goes on, for how long by now, and the way to end it. `since`: epoch seconds. */
export function Going({
  since,
  what,
  words,
}: {
  since: number;
  what: PanelChannels['audit.cancel']['request']['what'];
  words: string;
}) {
  const now = useNow();
  const [cancelling, setCancelling] = useState(false);
  const seconds = Math.max(0, Math.round(now - since));
  const cancel = async (): Promise<void> => {
    setCancelling(true);
    const answer = await ask((api) => api.audit.cancel({ what }));
    // What had ended by then, or could not be ended, says so by its own answer.
    if (!answer.ok || !answer.value.cancelled) setCancelling(false);
  };
  return (
    <span className={classes.going}>
      <progress className={classes.bar} aria-label={words} />
      <span role="status" className="el-dim">
        {logTexts.going(words, seconds)}
      </span>
      <Button size="xs" variant="default" disabled={cancelling} onClick={() => void cancel()}>
        {cancelling ? texts.common.cancelling : texts.common.cancel}
      </Button>
    </span>
  );
}
