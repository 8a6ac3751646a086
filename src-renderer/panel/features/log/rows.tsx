import type { ReactNode } from 'react';
import type { AuditEntry, AuditRun } from '../../../../src-preload/contract/types.ts';
import { logTexts } from '../../../texts/log.ts';
import { texts } from '../../../texts/panel.ts';
import { asText } from '../../../ui/as-text.ts';
import { StatusBadge } from '../../../ui/Badge.tsx';
import { head, plain } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { clockTime, duration, exactTime } from '../../../ui/time.ts';
import { Time } from '../../../ui/Time.tsx';
import { useView } from '../../state/view.ts';
import { decidedByWords } from '../run/decided-by.ts';
import { UnreadableBadge } from '../run/Unreadable.tsx';
import classes from './rows.module.css';

interface RowProps {
  /** What the arrow keys find the row by. */
  rowKey?: string;
  /** The name of the row's button. */
  label: string;
  selected: boolean;
  onOpen: () => void;
  children: ReactNode;
}

/** A row is one button; what else can be pressed in it lies above. */
export function RowShell({ rowKey, label, selected, onOpen, children }: RowProps) {
  return (
    <div className={classes.row} data-selected={selected || undefined}>
      <button
        type="button"
        data-row={rowKey}
        className={classes.open}
        aria-current={selected || undefined}
        aria-label={label}
        onClick={onOpen}
      />
      {children}
    </div>
  );
}

/** How a run stands; one that has no ending that could be read is not shown as one that goes on. */
export function Standing({
  status,
  at,
  unreadable = false,
}: {
  status: AuditRun['status'];
  at: number;
  unreadable?: boolean;
}) {
  return (
    <div className={classes.right}>
      {status === null && unreadable ? <UnreadableBadge /> : <StatusBadge status={status} />}
      <span className={classes.time}>
        <Time at={at} />
      </span>
    </div>
  );
}

export const runLabel = (tool: string, state: string, runId: string): string =>
  `${plain(tool, 100)} ${state} ${plain(runId, 100)}`;

function stateWords({ status, unreadable }: AuditRun): string {
  return status === null && unreadable !== undefined
    ? texts.run.unreadable.badge
    : texts.statuses[status ?? 'open'];
}

/** A run, its records folded into one row of two lines. */
export function RunRow({ run, selected }: { run: AuditRun; selected: boolean }) {
  const go = useView((state) => state.go);
  const tool = run.tool ?? texts.common.none;
  const said = run.error?.message ?? run.reason;
  return (
    <RowShell
      rowKey={run.runId}
      label={runLabel(tool, stateWords(run), run.runId)}
      selected={selected}
      onOpen={() => go({ type: 'select-run', runId: run.runId })}
    >
      <div className={classes.words}>
        <span className={classes.tool}>
          <InertText text={head(tool, 300)} />
        </span>
        <span className={classes.sub}>
          {run.unreadable !== undefined && (
            <span className={classes.odd}>{texts.run.unreadable.run(run.unreadable)} · </span>
          )}
          {run.durationMs !== null && <span className="el-num">{duration(run.durationMs)}</span>}
          {run.dryRun && run.status !== 'dry_run' && <span> · {logTexts.dry}</span>}
          {run.caller !== null && run.caller !== 'panel' && (
            <span>
              {' · '}
              {logTexts.from} <InertText text={head(run.caller, 100)} />
            </span>
          )}
          {run.decision !== null && (
            <span title={plain(run.decision.why, 500)}>
              {' · '}
              {logTexts.by} <InertText text={head(decidedByWords(run.decision.decidedBy), 100)} />
            </span>
          )}
          {said !== null && said !== '' && (
            <span>
              {' · '}
              <InertText text={head(said, 200)} />
            </span>
          )}
        </span>
      </div>
      <Standing status={run.status} at={run.startedAt} unreadable={run.unreadable !== undefined} />
    </RowShell>
  );
}

/** One record in one line. A record of a run opens the run. */
export function RecordRow({ entry, selected }: { entry: AuditEntry; selected: boolean }) {
  const go = useView((state) => state.go);
  const what = entry.tool_name ?? head(recordWords(entry), 200);
  return (
    <RowShell
      rowKey={entry.audit_id}
      label={`${texts.events[entry.event]} ${plain(what, 100)} #${entry.seq}`}
      selected={selected}
      onOpen={() =>
        go(
          entry.run_id === undefined
            ? { type: 'select-record', auditId: entry.audit_id }
            : { type: 'select-run', runId: entry.run_id },
        )
      }
    >
      <span className="el-num el-dim" title={exactTime(entry.ts)}>
        {clockTime(entry.ts)}
      </span>
      <span className={classes.event}>{texts.events[entry.event]}</span>
      <span className={classes.line}>
        <InertText text={head(what, 300)} />
      </span>
      {entry.status !== null && <StatusBadge status={entry.status} />}
      {entry.unreadable && <UnreadableBadge />}
      <span className="el-num el-dim">#{entry.seq}</span>
    </RowShell>
  );
}

/** What a record without a tool is about: the word it has for it, or all that it says. */
function recordWords({ detail, reason }: AuditEntry): string {
  if (typeof detail === 'object' && detail !== null && !Array.isArray(detail)) {
    const what = detail['what'] ?? detail['change'];
    if (typeof what === 'string') return what.replaceAll('_', ' ');
  }
  return reason ?? (detail === undefined ? '' : asText(detail));
}
