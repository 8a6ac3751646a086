import { SegmentedControl } from '@mantine/core';
import { BusyButton } from '../../../ui/BusyButton.tsx';
import { logTexts } from '../../../texts/log.ts';
import { texts } from '../../../texts/panel.ts';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { Going } from '../../../ui/Going.tsx';
import { InertText } from '../../../ui/InertText.tsx';
import { Note } from '../../../ui/Note.tsx';
import { exportOf, FORMATS, useExport, useIsPart } from '../../state/export.ts';
import { useLog } from '../../state/log.ts';
import { cancelWork } from '../../state/long-work.ts';
import { placed } from '../../state/wanted.ts';
import classes from './log.module.css';

const words = logTexts.export;

/** Writes what the filters let through to a file that the person picks in the system's dialog. */
export function ExportPanel() {
  const part = useIsPart();
  const of = useLog((state) => exportOf(state.mode));
  const { format, work, choose, start, dismiss } = useExport();
  return (
    <section className={classes.panel} aria-label={words.title} {...placed('log-export')}>
      <div className={classes.panelLine}>
        <span>{words.what[of][part ? 'some' : 'all']}</span>
        <SegmentedControl
          size="xs"
          value={format}
          onChange={choose}
          data={FORMATS.map((value) => ({ value, label: words.formats[value] }))}
          aria-label={words.format}
        />
        <BusyButton size="xs" variant="filled" busy={work.state === 'going'} onClick={() => void start()}>
          {words.go}
        </BusyButton>
        {work.state === 'going' && (
          <Going since={work.since} words={words.going} onCancel={() => cancelWork('export')} />
        )}
      </div>
      {work.state === 'failed' && <ErrorNote title={words.failed} error={work.error} onDismiss={dismiss} />}
      {work.state === 'done' && (
        <Note tone="info" live="polite" title={words.done(work.value.entries)} onDismiss={dismiss}>
          <InertText text={work.value.path} />{' '}
          <CopyButton text={() => work.value.path} label={texts.common.copy} />
        </Note>
      )}
    </section>
  );
}
