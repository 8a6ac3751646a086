import { useState } from 'react';
import type { BridgeError } from '../../../../src-preload/contract/errors.ts';
import { logTexts } from '../../../texts/log.ts';
import { BusyButton } from '../../../ui/BusyButton.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { IconRepeat } from '../../../ui/icons.ts';
import { runAgain } from '../../state/again.ts';
import { valueOr } from '../../state/loadable.ts';
import { argsForAgain } from '../../state/run-again.ts';
import { sessionOf, useSessions } from '../../state/sessions.ts';
import { useTools } from '../../state/tools.ts';
import type { RunStory } from '../run/fold-records.ts';
import classes from './detail.module.css';

/** The same once more, as a new run. */
export function RunAgain({ story }: { story: RunStory }) {
  const tool = useTools((state) => valueOr(state.tools, []).find((known) => known.name === story.tool));
  const busy = useSessions((state) => sessionOf(state.byTool, story.tool ?? '').phase === 'running');
  const [mine, setMine] = useState(false);
  const [error, setError] = useState<BridgeError | null>(null);
  if (story.status === null) return null;
  const { whole } = argsForAgain(story.args);

  const run = async (): Promise<void> => {
    if (tool === undefined) return;
    setMine(true);
    setError(null);
    setError(await runAgain(story, tool));
    setMine(false);
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
      <BusyButton
        size="xs"
        variant="default"
        disabled={tool === undefined}
        busy={busy}
        title={title}
        leftSection={<IconRepeat size={14} aria-hidden />}
        onClick={() => void run()}
      >
        {mine ? logTexts.againRunning : logTexts.again}
      </BusyButton>
      {error !== null && (
        <div className={classes.againFailed}>
          <ErrorNote title={logTexts.againFailed} error={error} onDismiss={() => setError(null)} />
        </div>
      )}
    </>
  );
}
