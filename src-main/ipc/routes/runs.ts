import type { RunRequest } from '../../../src-preload/contract/types.ts';
import type { ActiveRuns } from '../../execution/active-runs.ts';
import type { ExecuteTool, UnreadableArgs } from '../../execution/door.ts';

/** `runs.*` for one caller. */
export function runRoutes(executeTool: ExecuteTool, runs: ActiveRuns, caller: string) {
  return {
    'runs.start': (request: RunRequest, unreadable: UnreadableArgs) =>
      executeTool(request, caller, unreadable),
    'runs.cancel': ({ runId }: { runId: string }) => ({ cancelled: runs.cancel(runId) }),
    'runs.active': () => runs.list(),
  };
}
