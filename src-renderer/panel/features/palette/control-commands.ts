import { paletteTexts as words } from '../../../texts/palette.ts';
import { head } from '../../../ui/inert.ts';
import { useActiveRuns } from '../../state/active-runs.ts';
import { useApprovals } from '../../state/approvals.ts';
import { useControl } from '../../state/control.ts';
import { useFirstStart } from '../../state/first-start.ts';
import { valueOr } from '../../state/loadable.ts';
import { useResources } from '../../state/resources.ts';
import { useSystem } from '../../state/system.ts';
import { useToasts } from '../../state/toasts.ts';
import { questionName } from '../approvals/question-name.ts';
import type { Command } from './command.ts';
import { longWork } from './long-work.ts';

/** Titles are shown on one line. */
const SHORT = 60;

/** What concerns this moment: ways back, questions, the pause, what goes on, what is kept open, what is said. */
export function controlCommands(): Command[] {
  const control = valueOr(useControl.getState().control, null);
  const found: Command[] = [];
  const add = (id: string, title: string, run: () => void, note?: string): void => {
    found.push({ id, group: 'control', title, run, ...(note !== undefined && { note }) });
  };
  for (const { id, undo } of useToasts.getState().toasts.toReversed()) {
    if (undo === undefined) continue;
    const back = (): void => {
      useToasts.getState().dismiss(id);
      undo.run();
    };
    add(`undo:${id}`, undo.name ?? undo.label, back);
  }
  const questions = valueOr(useApprovals.getState().pending, []);
  const { review } = useApprovals.getState();
  if (questions.length > 0) add('review', words.review(questions.length), () => void review());
  for (const question of questions.slice(1)) {
    const { approvalId } = question;
    add(`review:${approvalId}`, words.reviewOne(questionName(question)), () => void review(approvalId));
  }
  if (control?.paused === true) {
    add('resume', words.resume, () => void useControl.getState().resume(), words.asks);
  } else add('pause', words.pause, () => void useControl.getState().pause());
  for (const { runId, tool } of valueOr(useActiveRuns.getState().active, [])) {
    const cancel = (): void => void useActiveRuns.getState().cancel(runId);
    add(`cancel:${runId}`, words.cancelRun(head(tool, SHORT)), cancel);
  }
  for (const { what, title, cancel } of longWork()) add(`cancel:${what}`, title, cancel);
  for (const { id, title } of valueOr(useResources.getState().resources, [])) {
    add(`end:${id}`, words.end(head(title, SHORT)), () => void useResources.getState().end(id));
  }
  return [...found, ...puttingAway()];
}

/** What can be put away once it has been read. */
function puttingAway(): Command[] {
  const { dismissed, info, dismiss } = useSystem.getState();
  const notices = (valueOr(info, null)?.notices ?? []).filter(({ id }) => !dismissed.includes(id));
  const { toasts } = useToasts.getState();
  const away = (id: string, title: string, run: () => void): Command => ({
    id,
    group: 'control',
    title,
    run,
  });
  return [
    ...notices.map(({ id, title }) =>
      away(`dismiss:${id}`, words.dismissNotice(head(title, SHORT)), () => dismiss(id)),
    ),
    ...(toasts.length > 0
      ? [away('dismiss-toasts', words.dismissToasts, () => useToasts.setState({ toasts: [] }))]
      : []),
    ...(useFirstStart.getState().show
      ? [away('skip-first-steps', words.skipFirstSteps, () => void useFirstStart.getState().finish())]
      : []),
  ];
}
