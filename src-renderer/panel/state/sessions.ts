import { create } from 'zustand';
import type { JsonObject } from '../../../src-preload/contract/json.ts';
import type { RunOutcome } from '../../../src-preload/contract/types.ts';
import type { BridgeError } from '../../../src-preload/contract/errors.ts';
import { texts } from '../../texts/panel.ts';
import { toastTexts } from '../../texts/toasts.ts';
import { statusTone, type Tone } from '../../ui/tones.ts';
import { ask } from '../api.ts';
import { useActiveRuns } from './active-runs.ts';
import { valueOr } from './loadable.ts';
import { tell, type Toast } from './toasts.ts';
import { useView, type View } from './view.ts';
import { IDLE, reduceRunSession, type RunSession, type RunSessionAction } from './run-session.ts';

export interface StartOptions {
  /** undefined: as the setting `dry_run_default` says. */
  dryRun: boolean | undefined;
  reason: string;
}

interface SessionsStore {
  /** By tool: what its last use from the panel came to. */
  byTool: Record<string, RunSession>;
  /** Resolves to how the run ended; null when it did not begin. */
  start: (tool: string, args: JsonObject, options: StartOptions) => Promise<RunOutcome | null>;
  cancel: (tool: string) => Promise<void>;
  clear: (tool: string) => void;
}

export const sessionOf = (sessions: Record<string, RunSession>, tool: string): RunSession =>
  sessions[tool] ?? IDLE;

/** Whether the person has turned to something else since. */
function isElsewhere(then: View, now: View): boolean {
  if (then.name !== now.name) return true;
  return then.name === 'tools' && now.name === 'tools' && then.tool !== now.tool;
}

/** What did not go well stays until it is read. */
const TONES: Record<Tone, Toast['tone']> = {
  good: 'info',
  neutral: 'info',
  busy: 'info',
  warn: 'warn',
  bad: 'bad',
};

/** A run that ends where nobody is looking says so. */
function tellEnded({ tool, status, runId, error }: RunOutcome): void {
  const hint = status in texts.statusHints ? texts.statusHints[status as keyof typeof texts.statusHints] : '';
  tell({
    tone: TONES[statusTone(status)],
    title: toastTexts.runEnded(tool, texts.statuses[status]),
    text: error === undefined ? undefined : `${error.message} ${hint}`,
    action: {
      label: toastTexts.openRun,
      run: () => useView.getState().go({ type: 'select-run', runId }),
    },
  });
}

/** That a run was not accepted, where nothing on show says so. */
export function tellRefused(tool: string, { message }: BridgeError): void {
  const run = (): void => useView.getState().go({ type: 'select-tool', tool });
  tell({
    tone: 'bad',
    title: toastTexts.runRefused(tool),
    text: message,
    action: { label: toastTexts.openTools, run },
  });
}

export const useSessions = create<SessionsStore>()((set, get) => {
  const dispatch = (tool: string, action: RunSessionAction): void =>
    set((state) => ({
      byTool: { ...state.byTool, [tool]: reduceRunSession(sessionOf(state.byTool, tool), action) },
    }));

  useActiveRuns.subscribe((state) => {
    const runs = valueOr(state.active, []);
    for (const [tool, session] of Object.entries(get().byTool)) {
      if (session.phase === 'running') dispatch(tool, { type: 'active', runs, tool });
    }
  });

  return {
    byTool: {},
    start: async (tool, args, { dryRun, reason }) => {
      if (sessionOf(get().byTool, tool).phase === 'running') return null;
      const others = valueOr(useActiveRuns.getState().active, []).map((run) => run.runId);
      dispatch(tool, { type: 'started', dryRun, others });
      const from = useView.getState().current;
      const trimmed = reason.trim();
      const answer = await ask((api) =>
        api.runs.start({
          tool,
          args,
          ...(dryRun !== undefined && { dryRun }),
          ...(trimmed !== '' && { reason: trimmed }),
        }),
      );
      dispatch(tool, { type: 'answered', answer });
      if (isElsewhere(from, useView.getState().current)) {
        if (answer.ok) tellEnded(answer.value);
        else tellRefused(tool, answer.error);
      }
      return answer.ok ? answer.value : null;
    },
    cancel: async (tool) => {
      const session = sessionOf(get().byTool, tool);
      if (session.phase !== 'running' || session.active === null) return;
      dispatch(tool, { type: 'cancelling', is: true });
      const answer = await ask((api) => api.runs.cancel({ runId: session.active?.runId ?? '' }));
      // Not found any more: it is ending by itself, and its answer is on the way.
      if (!answer.ok) dispatch(tool, { type: 'cancelling', is: false });
    },
    clear: (tool) => dispatch(tool, { type: 'cleared' }),
  };
});
