import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../../../../src-preload/contract/errors.ts';
import { logTexts } from '../../../texts-log.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { Note } from '../../../ui/Note.tsx';
import { ask } from '../../api.ts';
import { useLog } from '../../state/log.ts';
import { Going } from './Going.tsx';
import classes from './log.module.css';

const words = logTexts.import;
/** More line numbers than these are counted, not listed. */
const MAX_LINES = 10;

interface Imported {
  entries: number;
  malformed: number;
  malformedLines: number[];
}

/** Reads a log of the earlier system, which the person picks in the system's dialog. */
export function ImportButton() {
  const [state, setState] = useState<'idle' | { since: number } | Answer<Imported>>('idle');
  const go = async (): Promise<void> => {
    setState({ since: Date.now() / 1000 });
    const answer = await ask((api) => api.audit.importLegacy());
    setState(answer);
    if (answer.ok) void useLog.getState().load();
  };
  const isGoing = typeof state === 'object' && 'since' in state;
  return (
    <div className={classes.import}>
      <Button size="xs" variant="default" disabled={isGoing} onClick={() => void go()}>
        {words.open}
      </Button>
      {isGoing && <Going since={state.since} what="import" words={words.going} />}
      {typeof state === 'object' && 'ok' in state && !state.ok && (
        <ErrorNote title={words.failed} error={state.error} onDismiss={() => setState('idle')} />
      )}
      {typeof state === 'object' && 'ok' in state && state.ok && (
        <Note
          tone={state.value.malformed > 0 ? 'warn' : 'info'}
          live="polite"
          title={words.done(state.value.entries)}
          onDismiss={() => setState('idle')}
        >
          {state.value.malformed > 0 && words.malformed(state.value.malformed, linesOf(state.value))}
        </Note>
      )}
    </div>
  );
}

function linesOf({ malformed, malformedLines }: Imported): string {
  const shown = malformedLines.slice(0, MAX_LINES).map((line) => line.toLocaleString());
  return `${shown.join(', ')}${malformed > shown.length ? '…' : ''}`;
}
