import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../../../../src-preload/contract/errors.ts';
import { logTexts } from '../../../texts-log.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { Note } from '../../../ui/Note.tsx';
import { ask } from '../../api.ts';
import { useLog } from '../../state/log.ts';
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
  const [state, setState] = useState<'idle' | 'going' | Answer<Imported>>('idle');
  const go = async (): Promise<void> => {
    setState('going');
    const answer = await ask((api) => api.audit.importLegacy());
    setState(answer);
    if (answer.ok) void useLog.getState().load();
  };
  return (
    <div className={classes.import}>
      <Button size="xs" variant="default" disabled={state === 'going'} onClick={() => void go()}>
        {state === 'going' ? words.going : words.open}
      </Button>
      {typeof state === 'object' && !state.ok && (
        <ErrorNote title={words.failed} error={state.error} onDismiss={() => setState('idle')} />
      )}
      {typeof state === 'object' && state.ok && (
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
