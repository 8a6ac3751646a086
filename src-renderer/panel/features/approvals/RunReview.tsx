import type { ActiveRun } from '../../../../src-preload/contract/types.ts';
import { useApprovals } from '../../state/approvals.ts';
import { valueOr } from '../../state/loadable.ts';
import { questionName } from './question-name.ts';
import { ReviewButton } from './ReviewButton.tsx';

/** For a run that waits for an answer: the way to its question. */
export function RunReview({ run }: { run: ActiveRun | null }) {
  const question = useApprovals((state) =>
    valueOr(state.pending, []).find((each) => each.runId !== undefined && each.runId === run?.runId),
  );
  if (question === undefined) return null;
  return <ReviewButton approvalId={question.approvalId} what={questionName(question)} />;
}
