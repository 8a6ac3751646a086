import type { BridgeError } from '../../../src-preload/contract/errors.ts';
import type { ToolInfo } from '../../../src-preload/contract/types.ts';
import type { RunStory } from '../features/run/fold-records.ts';
import { useDrafts } from './drafts.ts';
import { argsForAgain } from './run-again.ts';
import { sessionOf, useSessions } from './sessions.ts';
import { useView } from './view.ts';

/**
 * The same once more, as a new run through the door. What the record does not have, a person has to fill in: then the tool's
 * form opens with those fields empty. Resolves to why the run was not accepted, or null.
 */
export async function runAgain(story: RunStory, tool: ToolInfo): Promise<BridgeError | null> {
  const { args, whole } = argsForAgain(story.args);
  const { go } = useView.getState();
  if (!whole) {
    const { dispatch } = useDrafts.getState();
    dispatch(tool, { type: 'fill', args });
    dispatch(tool, { type: 'reason', reason: story.reason ?? '' });
    go({ type: 'select-tool', tool: tool.name });
    return null;
  }
  const outcome = await useSessions.getState().start(tool.name, args, {
    // What was asked dry is asked dry again; a real one goes by the setting, as the form does.
    dryRun: story.dryRun ? true : undefined,
    reason: story.reason ?? '',
  });
  if (outcome !== null) {
    // Not if the person has gone elsewhere in the meantime.
    if (useView.getState().current.name === 'log') go({ type: 'select-run', runId: outcome.runId });
    return null;
  }
  const session = sessionOf(useSessions.getState().byTool, tool.name);
  return session.phase === 'failed' ? session.error : null;
}
