import { ActionIcon } from '@mantine/core';
import { useMemo } from 'react';
import { texts } from '../../../texts.ts';
import { StatusBadge } from '../../../ui/Badge.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { Id } from '../../../ui/Id.tsx';
import { IconX } from '../../../ui/icons.ts';
import { head } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { JsonTree } from '../../../ui/JsonTree.tsx';
import { Section } from '../../../ui/Section.tsx';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { byteSize, duration } from '../../../ui/time.ts';
import { Time } from '../../../ui/Time.tsx';
import { useActiveRuns } from '../../state/active-runs.ts';
import { valueOr } from '../../state/loadable.ts';
import { useRecords } from '../../state/records.ts';
import { useView } from '../../state/view.ts';
import { DecisionView } from '../run/DecisionView.tsx';
import { foldRecords, type RunStory } from '../run/fold-records.ts';
import { EndingNote } from '../run/OutcomeView.tsx';
import { EffectList, PlanView } from '../run/PlanView.tsx';
import { RecordsView, useRunRecords } from '../run/RecordsView.tsx';
import { ResultView } from '../run/ResultView.tsx';
import { RunProgress } from '../run/RunProgress.tsx';
import runClasses from '../run/run.module.css';
import classes from './activity.module.css';

/** One run as its records tell it: what it was, what it planned, who decided, what it did. */
export function RunDetail({ runId }: { runId: string }) {
  const records = useRunRecords(runId);
  const entries = records.state === 'ready' ? records.value.entries : null;
  const story = useMemo(() => (entries === null ? null : foldRecords(entries)), [entries]);

  if (records.state === 'loading') {
    return (
      <div className={classes.detail}>
        <SkeletonRows count={6} height={32} />
      </div>
    );
  }
  if (records.state === 'failed') {
    return (
      <div className={classes.detail}>
        <ErrorNote
          title={texts.activity.loadRunFailed}
          error={records.error}
          onRetry={() => void useRecords.getState().refetch(runId)}
        />
      </div>
    );
  }
  return (
    <div className={classes.detail}>
      {story !== null && <Story runId={runId} story={story} />}
      <RecordsView runId={runId} records={records} />
    </div>
  );
}

function Story({ runId, story }: { runId: string; story: RunStory }) {
  const active = useActiveRuns((state) => valueOr(state.active, []).find((run) => run.runId === runId));
  const cancel = useActiveRuns((state) => state.cancels[runId]);
  const go = useView((state) => state.go);
  if (story.startedAt === null) return <p className="el-dim">{texts.activity.noRecords}</p>;
  return (
    <>
      <header className={classes.head}>
        <h2 className={classes.title}>
          <InertText text={head(story.tool ?? texts.common.none, 300)} />
        </h2>
        <StatusBadge status={story.status} />
        {story.dryRun && story.status !== 'dry_run' && (
          <span className="el-dim el-small">{texts.activity.dry}</span>
        )}
        <ActionIcon
          className={classes.close}
          variant="subtle"
          size={24}
          aria-label={texts.activity.close}
          onClick={() => go({ type: 'select-run', runId: null })}
        >
          <IconX size={14} aria-hidden />
        </ActionIcon>
      </header>
      <Meta runId={runId} story={story} />
      {active && (
        <RunProgress
          run={active}
          cancelling={cancel === 'asked'}
          onCancel={() => void useActiveRuns.getState().cancel(runId)}
        />
      )}
      {story.status !== null && story.error && <EndingNote status={story.status} error={story.error} />}
      {story.result !== undefined && story.result !== null && <ResultView result={story.result} />}
      {story.plan && <PlanView plan={story.plan} said={story.error?.message} />}
      {story.decision && <DecisionView decision={story.decision} />}
      {story.effects && (
        <Section title={texts.run.actual}>
          <EffectList effects={story.effects} />
        </Section>
      )}
      {story.artifacts.length > 0 && (
        <Section title={texts.run.artifacts}>
          <ul className={classes.list}>
            {story.artifacts.map((artifact) => (
              <li key={artifact.sha256} className={classes.artifact}>
                <InertText text={artifact.name} />
                <span className="el-dim">{artifact.mime}</span>
                <span className="el-num el-dim">{byteSize(artifact.bytes)}</span>
                <Id value={artifact.sha256} label={`${texts.common.copy} ${artifact.sha256}`} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={texts.run.args}>
        <JsonTree value={story.args} label={texts.run.args} />
      </Section>
    </>
  );
}

function Meta({ runId, story }: { runId: string; story: RunStory }) {
  const labels: [string, string | null][] = [
    [texts.run.agent, story.agentId],
    [texts.run.department, story.department],
    [texts.run.reason, story.reason],
  ];
  return (
    <dl className={runClasses.meta}>
      <dt>{texts.run.started}</dt>
      <dd>
        <Time at={story.startedAt ?? 0} />
      </dd>
      {story.durationMs !== null && (
        <>
          <dt>{texts.run.took}</dt>
          <dd>
            <span className="el-num">{duration(story.durationMs)}</span>
            {story.attempts !== null && story.attempts > 1 && (
              <span className="el-dim">{texts.run.attempts(story.attempts)}</span>
            )}
          </dd>
        </>
      )}
      <dt>{texts.run.caller}</dt>
      <dd>
        <InertText text={story.caller ?? texts.common.none} />
      </dd>
      {labels.map(
        ([label, value]) =>
          value !== null && (
            <div key={label} className={classes.pair}>
              <dt>{label}</dt>
              <dd>
                <span>
                  <InertText text={value} />
                </span>
                <span className="el-dim el-small">({texts.run.unverified})</span>
              </dd>
            </div>
          ),
      )}
      <dt>{texts.run.id}</dt>
      <dd>
        <Id value={runId} label={`${texts.common.copy} ${texts.run.id}`} />
      </dd>
      {story.traceId !== null && (
        <>
          <dt>{texts.run.trace}</dt>
          <dd>
            <Id value={story.traceId} label={`${texts.common.copy} ${texts.run.trace}`} />
          </dd>
        </>
      )}
    </dl>
  );
}
