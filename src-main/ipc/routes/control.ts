import type { ControlState } from '../../../src-preload/contract/types.ts';
import type { ActiveRuns } from '../../execution/active-runs.ts';
import type { Changes } from '../../execution/changes.ts';
import type { Control } from '../../execution/control.ts';

export interface ControlRouteParts {
  control: Control;
  runs: ActiveRuns;
  changes: Changes;
  /** What the desktop lets us show and hear. */
  desktop: () => Pick<ControlState, 'tray' | 'shortcut'>;
}

/** `control.*` for one caller. */
export function controlRoutes(parts: ControlRouteParts, caller: string) {
  const state = (): ControlState => ({
    ...parts.control.state,
    running: parts.runs.count('running', 'planning'),
    waiting: parts.runs.count('waiting'),
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
