import { Button } from '@mantine/core';
import { type ReactNode } from 'react';
import type { RunError, RunOutcome, Status } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts/panel.ts';
import { StatusBadge } from '../../../ui/Badge.tsx';
import { Disclosure } from '../../../ui/Disclosure.tsx';
import { Id } from '../../../ui/Id.tsx';
import { InertText } from '../../../ui/InertText.tsx';
import { JsonTree } from '../../../ui/JsonTree.tsx';
import { Note } from '../../../ui/Note.tsx';
import { Section } from '../../../ui/Section.tsx';
import { duration } from '../../../ui/time.ts';
import { useView } from '../../state/view.ts';
import { DecisionView } from './DecisionView.tsx';
import { PlanView } from './PlanView.tsx';
import { RecordsView, useRunRecords } from './RecordsView.tsx';
import { ResultView } from './ResultView.tsx';
import classes from './run.module.css';

const BAD: Status[] = ['error', 'policy_blocked', 'denied'];

/** Why a run did not end well: what happened, in main's words, and what to do about it. */
export function EndingNote({ status, error }: { status: Status; error: RunError }) {
  const hint = status in texts.statusHints ? texts.statusHints[status as keyof typeof texts.statusHints] : '';
  return (
    <div className={classes.errorNote}>
      <Note
        tone={BAD.includes(status) ? 'bad' : 'warn'}
        title={
          <>
            {texts.statuses[status]}{' '}
            {error.code !== status && (
              <code className="el-code">
                <InertText text={error.code} />
              </code>
            )}
          </>
        }
      >
        <div className={classes.pre}>
          <InertText text={error.message} lines />
        </div>
        {hint !== '' && <div>{hint}</div>}
        {error.details !== undefined && (
          <Disclosure label={texts.run.details}>
            <JsonTree value={error.details} label={texts.run.details} />
          </Disclosure>
        )}
      </Note>
    </div>
  );
}

interface Props {
  outcome: RunOutcome;
  /** Said below the ending: why it was dry, a button to go on. */
  after?: ReactNode;
  onClear: () => void;
}

/** How a run from the panel ended, whole: result, plan, decision, records. */
export default function OutcomeView({ outcome, after, onClear }: Props) {
  const records = useRunRecords(outcome.runId);
  const go = useView((state) => state.go);
  return (
    <>
      <div className={classes.ending}>
        <StatusBadge status={outcome.status} />
        <span className="el-num el-dim">{duration(outcome.durationMs)}</span>
        {outcome.attempts > 1 && <span className="el-dim">{texts.run.attempts(outcome.attempts)}</span>}
        <Id value={outcome.runId} label={`${texts.common.copy} ${outcome.runId}`} />
        <div className={classes.endingActions}>
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            onClick={() => go({ type: 'select-run', runId: outcome.runId })}
          >
            {texts.run.openInLog}
          </Button>
          <Button size="xs" variant="subtle" color="gray" onClick={onClear}>
            {texts.run.clear}
          </Button>
        </div>
      </div>
      {after}
      {outcome.error && <EndingNote status={outcome.status} error={outcome.error} />}
      {outcome.result !== undefined && <ResultView key={outcome.runId} result={outcome.result} />}
      {outcome.plan && <PlanView plan={outcome.plan} said={outcome.error?.message} />}
      {outcome.decision && <DecisionView decision={outcome.decision} />}
      {outcome.result === undefined && (
        <Section title={texts.run.result}>
          <p className="el-dim">{outcome.dryRun ? texts.run.dryResult : texts.run.resultEmpty}</p>
        </Section>
      )}
      <RecordsView runId={outcome.runId} records={records} />
    </>
  );
}
