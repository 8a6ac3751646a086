import type { PendingApproval } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts/panel.ts';
import { RiskBadge } from '../../../ui/Badge.tsx';
import { InertText } from '../../../ui/InertText.tsx';
import { TimeLeft } from '../../../ui/TimeLeft.tsx';
import classes from './approvals.module.css';
import { questionName } from './question-name.ts';
import { ReviewButton } from './ReviewButton.tsx';

/** The questions that wait, the longest first. */
export function WaitingList({ pending }: { pending: PendingApproval[] }) {
  return (
    <ul className={classes.list} aria-label={texts.approvals.waiting}>
      {pending.map((question, index) => (
        <li key={question.approvalId} className={classes.question}>
          <div className={classes.words}>
            <div className={classes.first}>
              <span className={question.kind === 'run' ? classes.tool : classes.kind}>
                <InertText text={questionName(question)} />
              </span>
              <RiskBadge risk={question.risk} />
              <span className="el-dim el-small">
                {texts.approvals.from} <InertText text={question.caller} />
              </span>
            </div>
            <div className={classes.summary}>
              <InertText text={question.summary} />
            </div>
          </div>
          <span className={classes.left}>
            <TimeLeft until={question.expiresAt} words={texts.approvals.left} over={texts.approvals.over} />
          </span>
          <ReviewButton
            approvalId={question.approvalId}
            what={questionName(question)}
            primary={index === 0}
          />
        </li>
      ))}
    </ul>
  );
}
