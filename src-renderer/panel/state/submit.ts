import type { ToolInfo } from '../../../src-preload/contract/types.ts';
import { problemsFromError } from '../features/form/problems-from-error.ts';
import { argsOf, draftOf, useDrafts } from './drafts.ts';
import { valueOr } from './loadable.ts';
import type { RunSession } from './run-session.ts';
import { sessionOf, useSessions } from './sessions.ts';
import { useSettings } from './settings.ts';

/** Whether a tool can be run from the panel now. */
export const canRun = (tool: ToolInfo, session: RunSession): boolean =>
  tool.enabled && tool.availability.ok && session.phase !== 'running';

/** What a plain run asks for: as the setting says, and without the setting a real one. */
export function plainRun(): false | undefined {
  return valueOr(useSettings.getState().settings, null)?.dry_run_default === true ? undefined : false;
}

/** Runs a tool with what is entered for it. Mistakes, also those that main finds, are shown at their fields. */
export async function submitDraft(tool: ToolInfo, dryRun: boolean | undefined): Promise<void> {
  const { dispatch } = useDrafts.getState();
  const { start } = useSessions.getState();
  if (!canRun(tool, sessionOf(useSessions.getState().byTool, tool.name))) return;
  const draft = draftOf(useDrafts.getState().byTool, tool);
  const { args, problems } = argsOf(draft);
  dispatch(tool, { type: 'problems', problems });
  if (problems.length > 0) return;
  const outcome = await start(tool.name, args, { dryRun, reason: draft.reason });
  if (outcome?.status !== 'invalid_args') return;
  const found = outcome.error === undefined ? [] : problemsFromError(outcome.error, draft.node);
  dispatch(tool, { type: 'problems', problems: found });
}
