import { texts } from '../../../texts/panel.ts';
import { Badge, RiskBadge } from '../../../ui/Badge.tsx';
import { IconBan, IconCheck } from '../../../ui/icons.ts';
import { plain } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { ShowMore } from '../../../ui/ShowMore.tsx';
import { duration } from '../../../ui/time.ts';
import { Time } from '../../../ui/Time.tsx';
import { useView } from '../../state/view.ts';
import type { GivenAnswer } from './answers.ts';
import classes from './approvals.module.css';
import { questionName } from './question-name.ts';

const words = texts.approvals;

/** What was answered, newest first: who asked for what, the answer, how wide it was, how long it took. */
export function AnswerList({ answers }: { answers: GivenAnswer[] }) {
  return (
    <ShowMore items={answers} first={30}>
      {(shown) => (
        <ul className={classes.list} aria-label={words.recent}>
          {shown.map((answer) => (
            <AnswerRow key={answer.auditId} answer={answer} />
          ))}
        </ul>
      )}
    </ShowMore>
  );
}

function AnswerRow({ answer }: { answer: GivenAnswer }) {
  const go = useView((state) => state.go);
  const { verdict, tool, kind, runId, scope } = answer;
  const name = questionName(answer);
  const said = answer.words ?? null;
  return (
    <li className={classes.answer} data-opens={runId !== null || undefined}>
      {runId !== null && (
        <button
          type="button"
          className={classes.open}
          aria-label={words.openRun(plain(tool ?? texts.common.none, 100))}
          onClick={() => go({ type: 'select-run', runId })}
        />
      )}
      <span className={classes.verdict}>
        <Badge
          tone={verdict === 'allow' ? 'good' : 'bad'}
          icon={
            verdict === 'allow' ? (
              <IconCheck size={12} stroke={2.25} aria-hidden />
            ) : (
              <IconBan size={12} stroke={2.25} aria-hidden />
            )
          }
        >
          {verdict === 'allow' ? words.allowed : words.denied}
        </Badge>
      </span>
      <div className={classes.words}>
        <div className={classes.first}>
          <span className={kind === 'run' ? classes.tool : classes.kind}>
            <InertText text={name} />
          </span>
          <RiskBadge risk={answer.risk} />
          <span className="el-dim el-small">
            {words.from} <InertText text={answer.caller ?? texts.common.none} />
            {scope !== null && ` · ${words.scopes[scope]}`}
          </span>
        </div>
        {said !== null && (
          <div className={classes.said}>
            <InertText text={said} />
          </div>
        )}
        {answer.note !== null && answer.note !== '' && (
          <div className={classes.said}>
            {words.note} <InertText text={answer.note} />
          </div>
        )}
      </div>
      <div className={classes.when}>
        <Time at={answer.at} />
        <span className="el-dim el-small" title={words.waited(duration(answer.waitedMs))}>
          {words.read(duration(answer.shownMs))}
        </span>
      </div>
    </li>
  );
}
