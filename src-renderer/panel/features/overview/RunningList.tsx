import type { ActiveRun } from '../../../../src-preload/contract/types.ts';
import { BusyButton } from '../../../ui/BusyButton.tsx';
import { logTexts } from '../../../texts/log.ts';
import { overviewTexts } from '../../../texts/overview.ts';
import { texts } from '../../../texts/panel.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { head, plain } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { Time } from '../../../ui/Time.tsx';
import { useActiveRuns } from '../../state/active-runs.ts';
import { useView } from '../../state/view.ts';
import { RunReview } from '../approvals/RunReview.tsx';
import { ActiveWords } from '../run/RunProgress.tsx';
import classes from './overview.module.css';

/** What runs at this moment: its step, how far it is, and the way to stop it. */
export function RunningList({ active }: { active: ActiveRun[] }) {
  return (
    <ul className={classes.list} aria-label={overviewTexts.running}>
      {active.map((run) => (
        <RunningRow key={run.runId} run={run} />
      ))}
    </ul>
  );
}

function RunningRow({ run }: { run: ActiveRun }) {
  const cancel = useActiveRuns((state) => state.cancels[run.runId]);
  const ask = useActiveRuns((state) => state.cancel);
  const go = useView((state) => state.go);
  const { step } = run;
  return (
    <li className={classes.item}>
      <div className={classes.row}>
        <div className={classes.words}>
          <div className={classes.first}>
            <button
              type="button"
              className={classes.link}
              aria-label={overviewTexts.unusual.open(plain(run.tool, 100), texts.run.states[run.state])}
              onClick={() => go({ type: 'select-run', runId: run.runId })}
            >
              <span className={classes.tool} translate="no">
                <InertText text={head(run.tool, 300)} />
              </span>
            </button>
            <Time at={run.startedAt} />
            {run.caller !== 'panel' && (
              <span className="el-dim el-small">
                {texts.approvals.from} <InertText text={head(run.caller, 100)} />
              </span>
            )}
          </div>
          <div className={classes.sub}>
            <ActiveWords run={run} />
          </div>
          {step !== undefined && step.of > 0 && (
            <progress
              className={classes.progress}
              max={step.of}
              value={Math.min(step.index, step.of)}
              aria-label={texts.run.step(step.index, step.of)}
            />
          )}
        </div>
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
      </div>
      {cancel !== undefined && cancel !== 'asked' && (
        <ErrorNote title={logTexts.cancelFailed} error={cancel} onRetry={() => void ask(run.runId)} />
      )}
    </li>
  );
}
