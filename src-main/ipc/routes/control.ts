import type { ControlState } from '../../../src-preload/contract/types.ts';
import type { ActiveRuns } from '../../execution/active-runs.ts';
import type { Approvals } from '../../execution/approvals.ts';
import type { Changes } from '../../execution/changes.ts';
import type { Control } from '../../execution/control.ts';

export interface ControlRouteParts {
  control: Control;
  runs: ActiveRuns;
  changes: Changes;
  approvals: Approvals;
  /** What the desktop lets us show and hear. */
  desktop: () => Pick<ControlState, 'tray' | 'shortcut'>;
}

/** `control.*` for one caller. */
export function controlRoutes(parts: ControlRouteParts, caller: string) {
  const state = (): ControlState => ({
    ...parts.control.state,
    ...counts(parts),
    ...parts.desktop(),
  });
  return {
    'control.state': state,
    'control.pause': async (request: { reason?: string | undefined } | void) => {
      await parts.control.pause(caller, request?.reason);
      return state();
    },
    'control.resume': async () => {
      await parts.changes.resume(caller);
      return state();
    },
  };
}

/** What waits for the person (runs, batches and changes), and what is under way without them, its turn included. */
export function counts({ runs, approvals }: Pick<ControlRouteParts, 'runs' | 'approvals'>): {
  running: number;
  waiting: number;
} {
  const waiting = approvals.list();
  const asked = new Set(waiting.map(({ runId }) => runId));
  return {
    running: runs.list().filter(({ runId }) => !asked.has(runId)).length,
    waiting: waiting.length,
  };
}
