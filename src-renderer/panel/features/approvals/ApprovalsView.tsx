import { useEffect, useMemo } from 'react';
import { texts } from '../../../texts/panel.ts';
import { Empty } from '../../../ui/Empty.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { Section } from '../../../ui/Section.tsx';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { useNow } from '../../../ui/Time.tsx';
import { useAnswers, type AnswerRecords } from '../../state/answers.ts';
import { useApprovals } from '../../state/approvals.ts';
import { AnswerList } from './AnswerList.tsx';
import { answerFromRecord, answersByDay, answersBySpeed, fastAllows } from './answers.ts';
import classes from './approvals.module.css';
import { DaysChart, SpeedChart } from './Charts.tsx';
import { FastNote } from './FastNote.tsx';
import { WaitingList } from './WaitingList.tsx';

const words = texts.approvals;

/** What waits for a person, and what persons have answered. */
export default function ApprovalsView() {
  const records = useAnswers((state) => state.records);
  const { refetch } = useAnswers.getState();
  useEffect(() => void refetch(), [refetch]);
  return (
    <div className={classes.scroll}>
      <div className={classes.page}>
        <Waiting />
        {records.state === 'loading' && <SkeletonRows count={8} height={48} />}
        {records.state === 'failed' && (
          <ErrorNote title={words.answersFailed} error={records.error} onRetry={() => void refetch()} />
        )}
        {records.state === 'ready' && (
          <>
            {records.error && (
              <ErrorNote title={texts.common.stale} error={records.error} onRetry={() => void refetch()} />
            )}
            <Answers records={records.value} />
          </>
        )}
      </div>
    </div>
  );
}

function Waiting() {
  const pending = useApprovals((state) => state.pending);
  const { refetch } = useApprovals.getState();
  const questions = pending.state === 'ready' ? pending.value : [];
  const error = pending.state === 'loading' ? undefined : pending.error;
  return (
    <Section
      level={2}
      title={words.waiting}
      aside={
        <>
          {questions.length > 0 && <span className="el-num el-dim">{questions.length}</span>}
          <span className="el-dim el-small">{questions.length > 0 && words.waitingHint}</span>
        </>
      }
    >
      {pending.state === 'loading' && <SkeletonRows count={2} height={56} />}
      {error && <ErrorNote title={words.loadFailed} error={error} onRetry={() => void refetch()} />}
      {questions.length > 0 && <WaitingList pending={questions} />}
      {pending.state === 'ready' && questions.length === 0 && (
        <div className={classes.nothing}>
          <span className={classes.nothingTitle}>{words.noneWaiting}</span>
          <span className="el-dim">{words.noneWaitingWhat}</span>
        </div>
      )}
    </Section>
  );
}

function Answers({ records }: { records: AnswerRecords }) {
  const now = useNow();
  const answers = useMemo(
    () => records.entries.map(answerFromRecord).filter((answer) => answer !== null),
    [records],
  );
  const days = useMemo(() => answersByDay(answers, now), [answers, now]);
  const since = days[0]?.start ?? 0;
  const lately = useMemo(() => answers.filter(({ at }) => at >= since), [answers, since]);
  const fast = useMemo(() => fastAllows(lately), [lately]);
  if (answers.length === 0) {
    return (
      <Section level={2} title={words.recent}>
        <Empty title={words.noAnswers}>{words.noAnswersWhat}</Empty>
      </Section>
    );
  }
  return (
    <>
      {fast !== null && (
        <div className={classes.fast}>
          <FastNote fast={fast} />
        </div>
      )}
      {lately.length === 0 ? (
        <p className={`el-dim ${classes.fast}`}>{words.noAnswersChart}</p>
      ) : (
        <div className={classes.charts}>
          <DaysChart days={days} />
          <SpeedChart counts={answersBySpeed(lately)} />
        </div>
      )}
      {!records.whole && <p className="el-dim el-small">{words.notWhole}</p>}
      <Section
        level={2}
        title={words.recent}
        aside={<span className="el-dim el-small">{words.recentHint}</span>}
      >
        <AnswerList answers={answers} />
      </Section>
    </>
  );
}
