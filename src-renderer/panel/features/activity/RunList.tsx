import { Button } from '@mantine/core';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { ActiveRun, AuditRun } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts.ts';
import { StatusBadge } from '../../../ui/Badge.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { head } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { duration } from '../../../ui/time.ts';
import { Time } from '../../../ui/Time.tsx';
import { useActiveRuns } from '../../state/active-runs.ts';
import { useRecentRuns, type RunPage } from '../../state/recent-runs.ts';
import { useView } from '../../state/view.ts';
import { RunReview } from '../approvals/RunReview.tsx';
import { decidedByWords } from '../run/decided-by.ts';
import { ActiveWords } from '../run/RunProgress.tsx';
import classes from './activity.module.css';

/** Kept in step with the rows' height in the style sheet, for the skeleton. */
export const RUN_ROW_PX = 48;

interface Props {
  page: RunPage;
  active: ActiveRun[];
  selected: string | null;
}

export function RunList({ page, active, selected }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const more = useRecentRuns((state) => state.more);
  const { loadMore } = useRecentRuns.getState();
  const open = new Set(active.map((run) => run.runId));
  // A run is in one place: above while it goes on, below when it has ended.
  const ended = page.runs.filter((run) => !open.has(run.runId));
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const buttons = [...(box.current?.querySelectorAll<HTMLButtonElement>('button[data-open]') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    buttons[at + step]?.focus();
  };
  return (
    <div ref={box} onKeyDown={onKeyDown}>
      {active.length > 0 && (
        <>
          <h2 className={classes.heading}>{texts.activity.now}</h2>
          <ul className={classes.list} aria-label={texts.activity.now}>
            {active.map((run) => (
              <ActiveRow key={run.runId} run={run} selected={run.runId === selected} />
            ))}
          </ul>
        </>
      )}
      <h2 className={classes.heading}>
        {texts.activity.recent}
        <span className="el-num el-dim">{texts.common.exactCount(page.total.value, page.total.exact)}</span>
      </h2>
      <ul className={classes.list} aria-label={texts.activity.recent}>
        {ended.map((run) => (
          <EndedRow key={run.runId} run={run} selected={run.runId === selected} />
        ))}
      </ul>
      {more.state === 'failed' && (
        <ErrorNote title={texts.activity.loadFailed} error={more.error} onRetry={() => void loadMore()} />
      )}
      {page.nextCursor !== null && more.state !== 'failed' && (
        <div className={classes.more}>
          <Button
            size="xs"
            variant="default"
            disabled={more.state === 'loading'}
            onClick={() => void loadMore()}
          >
            {more.state === 'loading' ? texts.common.loading : texts.activity.more}
          </Button>
        </div>
      )}
    </div>
  );
}

interface RowProps {
  runId: string;
  tool: string;
  /** In words, for the name of the row's button. */
  state: string;
  selected: boolean;
  /** At the right; without it the words have its room. */
  right?: ReactNode;
  second: ReactNode;
  action?: ReactNode;
}

function Row({ runId, tool, state, selected, right, second, action }: RowProps) {
  const go = useView((state) => state.go);
  return (
    <div className={classes.row} data-selected={selected || undefined}>
      <button
        type="button"
        data-open
        className={classes.open}
        aria-current={selected || undefined}
        aria-label={`${head(tool, 100)} ${state} ${runId}`}
        onClick={() => go({ type: 'select-run', runId })}
      />
      <div className={classes.words}>
        <span className={classes.tool}>
          <InertText text={head(tool, 300)} />
        </span>
        <span className={classes.sub}>{second}</span>
      </div>
      {right !== undefined && <div className={classes.right}>{right}</div>}
      {action}
    </div>
  );
}

function Standing({ status, at }: { status: AuditRun['status']; at: number }) {
  return (
    <>
      <StatusBadge status={status} />
      <span className={classes.time}>
        <Time at={at} />
      </span>
    </>
  );
}

function ActiveRow({ run, selected }: { run: ActiveRun; selected: boolean }) {
  const cancel = useActiveRuns((state) => state.cancels[run.runId]);
  const ask = useActiveRuns((state) => state.cancel);
  const waits = run.state === 'waiting';
  return (
    <li className={classes.item}>
      <Row
        runId={run.runId}
        tool={run.tool}
        state={waits ? texts.run.states.waiting : texts.statuses.open}
        selected={selected}
        // A run that waits has two buttons beside its words; its state is in them.
        right={waits ? undefined : <Standing status={null} at={run.startedAt} />}
        second={
          <>
            <ActiveWords run={run} />
            {waits && (
              <>
                {' · '}
                <Time at={run.startedAt} />
              </>
            )}
          </>
        }
        action={
          <span className={classes.actions}>
            <RunReview run={run} />
            <Button
              size="xs"
              variant="default"
              disabled={cancel === 'asked'}
              aria-label={texts.activity.cancel(run.tool)}
              onClick={() => void ask(run.runId)}
            >
              {cancel === 'asked' ? texts.common.cancelling : texts.common.cancel}
            </Button>
          </span>
        }
      />
      {cancel !== undefined && cancel !== 'asked' && (
        <div className={classes.failure}>
          <ErrorNote title={texts.activity.cancelFailed} error={cancel} />
        </div>
      )}
    </li>
  );
}

function EndedRow({ run, selected }: { run: AuditRun; selected: boolean }) {
  return (
    <li className={classes.item}>
      <Row
        runId={run.runId}
        tool={run.tool ?? texts.common.none}
        state={texts.statuses[run.status ?? 'open']}
        selected={selected}
        right={<Standing status={run.status} at={run.startedAt} />}
        second={
          <>
            {run.durationMs !== null && <span className="el-num">{duration(run.durationMs)}</span>}
            {run.dryRun && run.status !== 'dry_run' && <span> · {texts.activity.dry}</span>}
            {run.decision !== null && (
              <span title={run.decision.why}>
                {' · '}
                {texts.activity.by} <InertText text={decidedByWords(run.decision.decidedBy)} />
              </span>
            )}
            {(run.error !== null || run.reason !== null) && (
              <span>
                {' · '}
                <InertText text={head(run.error?.message ?? run.reason ?? '', 200)} />
              </span>
            )}
          </>
        }
      />
    </li>
  );
}
