import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../../../../src-preload/contract/errors.ts';
import { logTexts } from '../../../texts-log.ts';
import { texts } from '../../../texts.ts';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { InertText } from '../../../ui/InertText.tsx';
import { Note } from '../../../ui/Note.tsx';
import { ask } from '../../api.ts';
import { isFiltered, queryOf } from '../../state/log-filter.ts';
import { useLog } from '../../state/log.ts';
import { Going } from './Going.tsx';
import classes from './log.module.css';

const words = logTexts.export;
const FORMATS = ['html', 'csv', 'jsonl'] as const;
type Format = (typeof FORMATS)[number];

/** Writes what the filters let through to a file that the person picks in the system's dialog. */
export function ExportPanel() {
  const filter = useLog((state) => state.filter);
  const mode = useLog((state) => state.mode);
  const [format, setFormat] = useState<Format>('html');
  const [state, setState] = useState<'idle' | { since: number } | Answer<{ path: string; entries: number }>>(
    'idle',
  );
  const go = async (): Promise<void> => {
    setState({ since: Date.now() / 1000 });
    setState(await ask((api) => api.audit.export({ format, query: queryOf(filter, mode) })));
  };
  const isGoing = typeof state === 'object' && 'since' in state;
  return (
    <section className={classes.panel} aria-label={words.title}>
      <div className={classes.panelLine}>
        <span>{isFiltered(filter) ? words.what.some : words.what.all}</span>
        <SegmentedControl
          size="xs"
          value={format}
          onChange={(value) => setFormat(FORMATS.find((known) => known === value) ?? 'html')}
          data={FORMATS.map((value) => ({ value, label: words.formats[value] }))}
          aria-label={words.format}
        />
        <Button size="xs" variant="filled" disabled={isGoing} onClick={() => void go()}>
          {words.go}
        </Button>
        {isGoing && <Going since={state.since} what="export" words={words.going} />}
      </div>
      {typeof state === 'object' && 'ok' in state && !state.ok && (
        <ErrorNote title={words.failed} error={state.error} onDismiss={() => setState('idle')} />
      )}
      {typeof state === 'object' && 'ok' in state && state.ok && (
        <Note
          tone="info"
          live="polite"
          title={words.done(state.value.entries)}
          onDismiss={() => setState('idle')}
        >
          <InertText text={state.value.path} />{' '}
          <CopyButton text={() => state.value.path} label={texts.common.copy} />
        </Note>
      )}
    </section>
  );
}
