import { Button } from '@mantine/core';
import { texts } from '../../../texts/panel.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { InertText } from '../../../ui/InertText.tsx';
import { Note } from '../../../ui/Note.tsx';
import { TimeLeft } from '../../../ui/TimeLeft.tsx';
import { valueOr } from '../../state/loadable.ts';
import { useResources } from '../../state/resources.ts';
import { useView } from '../../state/view.ts';
import classes from './shell.module.css';

const words = texts.resources;

/** The windows that runs have left to the person: whose, why, until when, and the way to end each. */
export function LeftWindows() {
  const resources = useResources((state) => valueOr(state.resources, null)) ?? [];
  // The overview lists them, with what else is kept open.
  const listed = useView((state) => state.current.name === 'overview');
  const failure = useResources((state) => state.failure);
  const { end, dismiss } = useResources.getState();
  if (listed) return null;
  return (
    <>
      {resources.map(
        ({ id, title, why, endsAt }) =>
          why !== 'idle' && (
            <Note
              key={id}
              bar
              tone="info"
              live="polite"
              title={
                <>
                  <InertText text={title} /> {words.why[why]}
                </>
              }
              actions={
                <Button size="xs" variant="default" onClick={() => void end(id)}>
                  {words.end}
                </Button>
              }
            >
              {words.what} <TimeLeft until={endsAt} words={words.closes} over={words.closing} />
            </Note>
          ),
      )}
      {failure && (
        <div className={classes.bannerError}>
          <ErrorNote title={words.endFailed} error={failure} onDismiss={dismiss} />
        </div>
      )}
    </>
  );
}
