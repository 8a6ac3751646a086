import { Button } from '@mantine/core';
import { useState } from 'react';
import type { BridgeError } from '../../../../src-preload/contract/errors.ts';
import { logTexts } from '../../../texts/log.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { IconRepeat } from '../../../ui/icons.ts';
import { useDrafts } from '../../state/drafts.ts';
import { valueOr } from '../../state/loadable.ts';
import { argsForAgain } from '../../state/run-again.ts';
import { sessionOf, useSessions } from '../../state/sessions.ts';
import { useTools } from '../../state/tools.ts';
import { useView } from '../../state/view.ts';
import type { RunStory } from '../run/fold-records.ts';
import classes from './detail.module.css';

/**
 * The same once more, as a new run through the door. What the record does not have, a person has to fill in: then the
 * tool's form opens with those fields empty.
 */
export function RunAgain({ story }: { story: RunStory }) {
  const tool = useTools((state) => valueOr(state.tools, []).find((known) => known.name === story.tool));
  const busy = useSessions((state) => sessionOf(state.byTool, story.tool ?? '').phase === 'running');
  const [mine, setMine] = useState(false);
  const [error, setError] = useState<BridgeError | null>(null);
  if (story.status === null) return null;
  const { args, whole } = argsForAgain(story.args);
  const go = useView.getState().go;

  const run = async (): Promise<void> => {
    if (tool === undefined) return;
    if (!whole) {
      const { dispatch } = useDrafts.getState();
      dispatch(tool, { type: 'fill', args });
      dispatch(tool, { type: 'reason', reason: story.reason ?? '' });
      go({ type: 'select-tool', tool: tool.name });
      return;
    }
    setMine(true);
    setError(null);
    const outcome = await useSessions.getState().start(tool.name, args, {
      // What was asked dry is asked dry again; a real one goes by the setting, as the form does.
      dryRun: story.dryRun ? true : undefined,
      reason: story.reason ?? '',
    });
    setMine(false);
    if (outcome !== null) {
      // Not if the person has gone elsewhere in the meantime.
      if (useView.getState().current.name === 'log') go({ type: 'select-run', runId: outcome.runId });
      return;
    }
    const session = sessionOf(useSessions.getState().byTool, tool.name);
    if (session.phase === 'failed') setError(session.error);
  };
  const title =
    tool === undefined
      ? logTexts.againUnknown
      : busy
        ? logTexts.againBusy
        : whole
          ? logTexts.againHint
          : logTexts.againFill;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        disabled={tool === undefined || busy}
        title={title}
        leftSection={<IconRepeat size={14} aria-hidden />}
        onClick={() => void run()}
      >
        {mine ? logTexts.againRunning : logTexts.again}
      </Button>
      {error !== null && (
        <div className={classes.againFailed}>
          <ErrorNote title={logTexts.againFailed} error={error} onDismiss={() => setError(null)} />
        </div>
      )}
    </>
  );
}
