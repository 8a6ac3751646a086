import type { AuditRun } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts/panel.ts';
import { StatusBadge } from '../../../ui/Badge.tsx';
import { head, plain } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { Time } from '../../../ui/Time.tsx';
import { useView } from '../../state/view.ts';
import classes from './rules.module.css';

/** A few runs, each with the way to all of it. */
export function RunLinks({ runs, label }: { runs: AuditRun[]; label: string }) {
  const go = useView((state) => state.go);
  return (
    <ul className={classes.runs} aria-label={label}>
      {runs.map((run) => (
        <li key={run.runId}>
          <button
            type="button"
            className={classes.run}
            title={plain(run.runId, 100)}
            onClick={() => go({ type: 'select-run', runId: run.runId })}
          >
            <span className={classes.runTool}>
              <InertText text={head(run.tool ?? texts.common.none, 100)} />
            </span>
            <StatusBadge status={run.status} />
            <span className={classes.runWhy}>
              <InertText text={head(run.error?.message ?? run.reason ?? '', 200)} />
            </span>
            <Time at={run.startedAt} />
          </button>
        </li>
      ))}
    </ul>
  );
}
