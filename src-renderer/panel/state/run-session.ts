import type { Answer, BridgeError } from '../../../src-preload/contract/errors.ts';
import type { ActiveRun, RunOutcome } from '../../../src-preload/contract/types.ts';

/** One use of one tool from the panel: at most one at a time per tool. */
export type RunSession =
  | { phase: 'idle' }
  | {
      phase: 'running';
      /** undefined: as the setting `dry_run_default` says. */
      dryRun: boolean | undefined;
      /** Runs of this tool that were going on before, so that ours can be told apart. */
      others: string[];
      active: ActiveRun | null;
      cancelling: boolean;
    }
  | { phase: 'done'; askedDry: boolean; outcome: RunOutcome }
  | { phase: 'failed'; error: BridgeError };

export type RunSessionAction =
  | { type: 'started'; dryRun: boolean | undefined; others: string[] }
  | { type: 'active'; runs: ActiveRun[]; tool: string }
  | { type: 'cancelling'; is: boolean }
  | { type: 'answered'; answer: Answer<RunOutcome> }
  | { type: 'cleared' };

export const IDLE: RunSession = { phase: 'idle' };

/** `runs.start` answers only at the end, so the run's id, needed to cancel, is found among the active ones. */
function findOurs(
  session: RunSession & { phase: 'running' },
  runs: ActiveRun[],
  tool: string,
): ActiveRun | null {
  const same = session.active?.runId;
  if (same !== undefined) return runs.find((run) => run.runId === same) ?? session.active;
  const ours = runs.filter(
    (run) => run.tool === tool && run.caller === 'panel' && !session.others.includes(run.runId),
  );
  return ours.toSorted((a, b) => b.startedAt - a.startedAt)[0] ?? null;
}

export function reduceRunSession(session: RunSession, action: RunSessionAction): RunSession {
  switch (action.type) {
    case 'started':
      return {
        phase: 'running',
        dryRun: action.dryRun,
        others: action.others,
        active: null,
        cancelling: false,
      };
    case 'active':
      if (session.phase !== 'running') return session;
      return { ...session, active: findOurs(session, action.runs, action.tool) };
    case 'cancelling':
      return session.phase === 'running' ? { ...session, cancelling: action.is } : session;
    case 'answered':
      if (session.phase !== 'running') return session;
      return action.answer.ok
        ? { phase: 'done', askedDry: session.dryRun === true, outcome: action.answer.value }
        : { phase: 'failed', error: action.answer.error };
    case 'cleared':
      return session.phase === 'running' ? session : IDLE;
  }
}
