import type { ActiveRun } from '../../../../src-preload/contract/types.ts';
import { BusyButton } from '../../../ui/BusyButton.tsx';
import { logTexts } from '../../../texts/log.ts';
import { texts } from '../../../texts/panel.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { head, plain } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { Time } from '../../../ui/Time.tsx';
import { useActiveRuns } from '../../state/active-runs.ts';
import { useView } from '../../state/view.ts';
import { RunReview } from '../approvals/RunReview.tsx';
import { ActiveWords } from '../run/RunProgress.tsx';
import classes from './rows.module.css';
import { RowShell, runLabel, Standing } from './rows.tsx';

/** What runs or waits at this moment, with what can be done about it. */
export function NowList({ active, selected }: { active: ActiveRun[]; selected: string | null }) {
  if (active.length === 0) return null;
  return (
    <div className={classes.now}>
      <h2 className={classes.heading}>{logTexts.now}</h2>
      <ul className={classes.list} aria-label={logTexts.now}>
        {active.map((run) => (
          <ActiveRow key={run.runId} run={run} selected={run.runId === selected} />
        ))}
      </ul>
    </div>
  );
}

function ActiveRow({ run, selected }: { run: ActiveRun; selected: boolean }) {
  const cancel = useActiveRuns((state) => state.cancels[run.runId]);
  const ask = useActiveRuns((state) => state.cancel);
  const go = useView((state) => state.go);
  const waits = run.state === 'waiting';
  return (
    <li className={classes.item}>
      <RowShell
        label={runLabel(run.tool, waits ? texts.run.states.waiting : texts.statuses.open, run.runId)}
        selected={selected}
        onOpen={() => go({ type: 'select-run', runId: run.runId })}
      >
        <div className={classes.words}>
          <span className={classes.tool}>
            <InertText text={head(run.tool, 300)} />
          </span>
          <span className={classes.sub}>
            <ActiveWords run={run} />
            {waits && (
              <>
                {' · '}
                <Time at={run.startedAt} />
              </>
            )}
          </span>
        </div>
        {/* A run that waits has two buttons beside its words; its state is in them. */}
        {!waits && <Standing status={null} at={run.startedAt} />}
        <span className={classes.actions}>
          <RunReview run={run} />
          <BusyButton
            size="xs"
            variant="default"
            busy={cancel === 'asked'}
            aria-label={logTexts.cancel(plain(run.tool, 100))}
            onClick={() => void ask(run.runId)}
          >
            {cancel === 'asked' ? texts.common.cancelling : texts.common.cancel}
          </BusyButton>
        </span>
      </RowShell>
      {cancel !== undefined && cancel !== 'asked' && (
        <div className={classes.failure}>
          <ErrorNote title={logTexts.cancelFailed} error={cancel} />
        </div>
      )}
    </li>
  );
}
