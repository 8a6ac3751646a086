import { useState } from 'react';
import { BusyButton } from './BusyButton.tsx';
import { texts } from '../texts/panel.ts';
import classes from './Going.module.css';
import { useNow } from './Time.tsx';

interface Props {
  /** Epoch seconds. */
  since: number;
  words: string;
  /** Resolves to whether the work is about to end because of it; where it is not, it can be asked for again. */
  onCancel: () => Promise<boolean>;
}

/** That long work goes on, for how long by now, and the way to end it. */
export function Going({ since, words, onCancel }: Props) {
  const now = useNow();
  const [cancelling, setCancelling] = useState(false);
  const seconds = Math.max(0, Math.round(now - since));
  const cancel = async (): Promise<void> => {
    setCancelling(true);
    // What had ended by then, or could not be ended, says so by its own answer.
    if (!(await onCancel())) setCancelling(false);
  };
  return (
    <span className={classes.going}>
      <progress className={classes.bar} aria-label={words} />
      <span role="status" className="el-dim">
        {texts.common.going(words, seconds)}
      </span>
      <BusyButton size="xs" variant="default" busy={cancelling} onClick={() => void cancel()}>
        {cancelling ? texts.common.cancelling : texts.common.cancel}
      </BusyButton>
    </span>
  );
}
