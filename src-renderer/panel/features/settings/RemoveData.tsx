import { Button } from '@mantine/core';
import { useState } from 'react';
import type { BridgeError } from '../../../../src-preload/contract/errors.ts';
import { removeTexts as words } from '../../../texts/remove.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { ask } from '../../api.ts';
import { placed } from '../../state/wanted.ts';
import classes from './settings.module.css';

/** The system's own dialog asks; after a yes the app is gone. */
export function RemoveData() {
  const [failure, setFailure] = useState<BridgeError | null>(null);
  const remove = async (): Promise<void> => {
    const answer = await ask((api) => api.system.removeData());
    setFailure(answer.ok ? null : answer.error);
  };
  return (
    <div className={classes.row} {...placed('remove-data')}>
      <div className={classes.main}>
        <div className={classes.words}>
          <span className={classes.label}>{words.label}</span>
          <span className={classes.what}>{words.what}</span>
        </div>
        <Button size="xs" variant="default" onClick={() => void remove()}>
          {words.remove}
        </Button>
      </div>
      {failure && <ErrorNote title={words.failed} error={failure} onDismiss={() => setFailure(null)} />}
    </div>
  );
}
