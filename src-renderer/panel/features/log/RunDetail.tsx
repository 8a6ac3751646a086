import { ActionIcon } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import type { AuditEntry } from '../../../../src-preload/contract/types.ts';
import { logTexts } from '../../../texts/log.ts';
import { texts } from '../../../texts/panel.ts';
import { StatusBadge } from '../../../ui/Badge.tsx';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { IconX } from '../../../ui/icons.ts';
import { head } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { JsonTree } from '../../../ui/JsonTree.tsx';
import { Note } from '../../../ui/Note.tsx';
import { Section } from '../../../ui/Section.tsx';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { useActiveRuns } from '../../state/active-runs.ts';
import { valueOr } from '../../state/loadable.ts';
import { isLegacy, useRecords } from '../../state/records.ts';
import { useView } from '../../state/view.ts';
import { placed } from '../../state/wanted.ts';
import { DecisionView } from '../run/DecisionView.tsx';
import { foldRecords, type RunStory } from '../run/fold-records.ts';
import { EndingNote } from '../run/OutcomeView.tsx';
import { PlanView } from '../run/PlanView.tsx';
import { RecordsView, useRunRecords } from '../run/RecordsView.tsx';
import { ResultView } from '../run/ResultView.tsx';
import { RunProgress } from '../run/RunProgress.tsx';
import { UnreadableBadge, UnreadableRun } from '../run/Unreadable.tsx';
import { EffectsCompared } from './EffectsCompared.tsx';
import { Evidence } from './Evidence.tsx';
import classes from './detail.module.css';
import { Meta } from './Meta.tsx';
import { RunAgain } from './RunAgain.tsx';
import { Timeline } from './Timeline.tsx';

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
          title={logTexts.loadRunFailed}
          error={records.error}
          onRetry={() => void useRecords.getState().refetch(runId)}
        />
      </div>
    );
  }
  return (
    <div className={classes.detail}>
      {story !== null && (
        <Story runId={runId} story={story} entries={entries ?? []} whole={records.value.whole} />
      )}
      <RecordsView runId={runId} records={records} />
    </div>
  );
}

interface StoryProps {
  runId: string;
  story: RunStory;
  entries: AuditEntry[];
  /** False where its middle was left out. */
  whole: boolean;
}

function Story({ runId, story, entries, whole }: StoryProps) {
  const active = useActiveRuns((state) => valueOr(state.active, []).find((run) => run.runId === runId));
  const cancel = useActiveRuns((state) => state.cancels[runId]);
  const unreadable = entries.filter((entry) => entry.unreadable !== undefined).length;
  if (story.startedAt === null) return <p className="el-dim">{logTexts.noRecords}</p>;
  return (
    <>
      <DetailHead title={story.tool ?? texts.common.none} closeLabel={logTexts.close}>
        {story.status === null && unreadable > 0 ? (
          <UnreadableBadge />
        ) : (
          <StatusBadge status={story.status} />
        )}
        {story.dryRun && story.status !== 'dry_run' && (
          <span className="el-dim el-small">{logTexts.dry}</span>
        )}
        <span className={classes.headActions}>
          {!isLegacy(runId) && <RunAgain story={story} />}
          <CopyButton
            text={() =>
              JSON.stringify({ runId, ...(!whole && { middleLeftOut: true }), records: entries }, null, 2)
            }
            label={logTexts.copyJson}
          />
        </span>
      </DetailHead>
      {isLegacy(runId) && (
        <div className={classes.noted}>
          <Note tone="warn" title={logTexts.legacyNote} />
        </div>
      )}
      {unreadable > 0 && (
        <div className={classes.noted}>
          <UnreadableRun count={unreadable} />
        </div>
      )}
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
      <Evidence artifacts={story.artifacts} />
      <Section title={texts.run.args}>
        <JsonTree value={story.args} label={texts.run.args} />
      </Section>
      {story.plan && <PlanView plan={story.plan} said={story.error?.message} bare={story.effects !== null} />}
      {story.effects !== null && (
        <EffectsCompared planned={story.plan?.effects ?? []} actual={story.effects} />
      )}
      {story.decision && <DecisionView decision={story.decision} />}
      <Timeline entries={entries} />
    </>
  );
}

interface HeadProps {
  title: string;
  closeLabel: string;
  children: ReactNode;
}

export function DetailHead({ title, closeLabel, children }: HeadProps) {
  const go = useView((state) => state.go);
  return (
    <header className={classes.head}>
      <h2 className={classes.title} tabIndex={-1} {...placed('log-detail')}>
        <InertText text={head(title, 300)} />
      </h2>
      {children}
      <ActionIcon
        variant="subtle"
        size={24}
        aria-label={closeLabel}
        onClick={() => {
          // Back to its row, where that is on the page.
          document.querySelector<HTMLElement>('[data-row][aria-current]')?.focus();
          go({ type: 'select-run', runId: null });
        }}
      >
        <IconX size={14} aria-hidden />
      </ActionIcon>
    </header>
  );
}
