import { texts } from '../../../texts/panel.ts';
import { IconHandStop } from '../../../ui/icons.ts';
import { useQuestion, type Asked } from '../../state/asking.ts';
import { questionName } from './question-name.ts';
import classes from './approvals.module.css';
import { ReviewButton } from './ReviewButton.tsx';

/** While main asks about a change: that it does, where the change was made, and the way to the question. */
export function AskingNote({ asked }: { asked: Asked }) {
  const question = useQuestion(asked);
  return (
    <div role="status" className={classes.askingPlace}>
      {question !== null && (
        <div className={classes.asking}>
          <IconHandStop size={16} stroke={1.75} aria-hidden />
          <span>{texts.approvals.asking}</span>
          <ReviewButton approvalId={question.approvalId} what={questionName(question)} />
        </div>
      )}
    </div>
  );
}
