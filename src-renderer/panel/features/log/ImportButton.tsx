import { BusyButton } from '../../../ui/BusyButton.tsx';
import { logTexts } from '../../../texts/log.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { Going } from '../../../ui/Going.tsx';
import { Note } from '../../../ui/Note.tsx';
import { useImport, type Imported } from '../../state/import.ts';
import { cancelWork } from '../../state/long-work.ts';
import classes from './log.module.css';

const words = logTexts.import;
/** More line numbers than these are counted, not listed. */
const MAX_LINES = 10;

/** Reads a log of the earlier system, which the person picks in the system's dialog. */
export function ImportButton() {
  const { work, start, dismiss } = useImport();
  return (
    <div className={classes.import}>
      <BusyButton size="xs" variant="default" busy={work.state === 'going'} onClick={() => void start()}>
        {words.open}
      </BusyButton>
      {work.state === 'going' && (
        <Going since={work.since} words={words.going} onCancel={() => cancelWork('import')} />
      )}
      {work.state === 'failed' && <ErrorNote title={words.failed} error={work.error} onDismiss={dismiss} />}
      {work.state === 'done' && (
        <Note
          tone={work.value.malformed > 0 ? 'warn' : 'info'}
          live="polite"
          title={words.done(work.value.entries)}
          onDismiss={dismiss}
        >
          {work.value.malformed > 0 && words.malformed(work.value.malformed, linesOf(work.value))}
        </Note>
      )}
    </div>
  );
}

function linesOf({ malformed, malformedLines }: Imported): string {
  const shown = malformedLines.slice(0, MAX_LINES).map((line) => line.toLocaleString());
  return `${shown.join(', ')}${malformed > shown.length ? '…' : ''}`;
}
