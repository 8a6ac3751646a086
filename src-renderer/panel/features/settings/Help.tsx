import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { BusyButton } from '../../../ui/BusyButton.tsx';
import { diagnosticsTexts as words } from '../../../texts/diagnostics.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { Going } from '../../../ui/Going.tsx';
import { LongText } from '../../../ui/LongText.tsx';
import { useDiagnostics } from '../../state/diagnostics.ts';
import { cancelWork } from '../../state/long-work.ts';
import { Group } from './Row.tsx';
import classes from './settings.module.css';

/** Diagnostics are shown before they are saved, and saved as they were shown. */
export function Help() {
  const { shown, since, saved, failure, make, save, dismiss } = useDiagnostics();
  const made = useRef<HTMLDivElement>(null);
  const seen = useRef(shown?.id);
  // They come a while after they were asked for, below what is in view.
  useEffect(() => {
    if (seen.current === shown?.id) return;
    seen.current = shown?.id;
    made.current?.scrollIntoView({ block: 'center' });
  }, [shown?.id]);
  return (
    <Group title={words.title} place="diagnostics">
      <div className={classes.row}>
        <div className={classes.main}>
          <div className={classes.words}>
            <span className={classes.label}>{words.label}</span>
            <span className={classes.what}>{words.what}</span>
          </div>
          <BusyButton size="xs" variant="default" busy={since !== null} onClick={() => void make()}>
            {shown === null ? words.make : words.again}
          </BusyButton>
        </div>
        {since !== null && (
          <Going since={since} words={words.making} onCancel={() => cancelWork('diagnostics')} />
        )}
        {failure && (
          <ErrorNote
            title={failure.doing === 'make' ? words.failed : words.saveFailed}
            error={failure.error}
            onDismiss={dismiss}
          />
        )}
        {shown !== null && (
          <>
            <div className={classes.main} ref={made}>
              <span className={classes.what} role="status">
                {saved ? words.saved : words.shown}
              </span>
              <Button size="xs" variant="filled" onClick={() => void save()}>
                {words.save}
              </Button>
            </div>
            <LongText text={shown.text} code />
          </>
        )}
      </div>
    </Group>
  );
}
