import { useEffect } from 'react';
import type { SessionAnswer } from '../../../../src-preload/contract/types.ts';
import { BusyButton } from '../../../ui/BusyButton.tsx';
import { texts } from '../../../texts/panel.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { plain } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { Time } from '../../../ui/Time.tsx';
import { useSessionAnswers } from '../../state/session-answers.ts';
import classes from './rules.module.css';

const words = texts.rules.sessions;

/** The answers "for this session": what each covers, and the way to take it back. Nothing where there is none. */
export function SessionList() {
  const answers = useSessionAnswers((state) => state.answers);
  const { refetch } = useSessionAnswers.getState();
  useEffect(() => void refetch(), [refetch]);
  const error = answers.state === 'loading' ? undefined : answers.error;
  const all = answers.state === 'ready' ? answers.value : [];
  return (
    <>
      {error && <ErrorNote title={words.loadFailed} error={error} onRetry={() => void refetch()} />}
      {all.length > 0 && (
        <section className={classes.sessions} aria-label={words.list}>
          <h2 className={classes.listTitle}>{words.list}</h2>
          <p className="el-dim el-small">{words.what}</p>
          <ul className={classes.list}>
            {all.map((answer) => (
              <SessionRow key={answer.answerId} answer={answer} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function SessionRow({ answer }: { answer: SessionAnswer }) {
  const removal = useSessionAnswers((state) => state.removals[answer.answerId]);
  const { remove } = useSessionAnswers.getState();
  return (
    <li className={classes.rule}>
      <div className={classes.head}>
        <p className={classes.words}>
          <InertText text={answer.words} />
        </p>
        <BusyButton
          size="xs"
          variant="default"
          busy={removal === 'asked'}
          title={words.removeHint}
          aria-label={words.removeAnswer(plain(answer.words, 200))}
          onClick={() => void remove(answer.answerId)}
        >
          {removal === 'asked' ? words.removing : words.remove}
        </BusyButton>
      </div>
      <dl className={classes.facts}>
        <div>
          <dt>{words.given}</dt>
          <dd>
            <Time at={answer.createdAt} />
          </dd>
        </div>
        <div>
          <dt>{texts.rules.uses(answer.uses)}</dt>
          {answer.lastUsedAt !== null && (
            <dd>
              {texts.rules.lastUsed} <Time at={answer.lastUsedAt} />
            </dd>
          )}
        </div>
      </dl>
      {removal !== undefined && removal !== 'asked' && (
        <ErrorNote title={words.removeFailed} error={removal} onRetry={() => void remove(answer.answerId)} />
      )}
    </li>
  );
}
