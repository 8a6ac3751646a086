import type { ActiveRun } from '../../../../src-preload/contract/types.ts';
import { BusyButton } from '../../../ui/BusyButton.tsx';
import { texts } from '../../../texts/panel.ts';
import { IconLoader2 } from '../../../ui/icons.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { RunReview } from '../approvals/RunReview.tsx';
import classes from './run.module.css';

/** What an active run is doing, in one line. */
export function ActiveWords({ run }: { run: ActiveRun | null }) {
  if (run === null) return <>{texts.run.starting}</>;
  return (
    <>
      {texts.run.states[run.state]}
      {run.step && (
        <>
          {' · '}
          {texts.run.step(run.step.index, run.step.of)}: <InertText text={run.step.words} />
        </>
      )}
    </>
  );
}

interface Props {
  run: ActiveRun | null;
  cancelling: boolean;
  onCancel: () => void;
}

export function RunProgress({ run, cancelling, onCancel }: Props) {
  return (
    <div className={classes.progress}>
      <IconLoader2 className={classes.spin} size={16} aria-hidden />
      <span className={classes.words} role="status">
        <ActiveWords run={run} />
      </span>
      <RunReview run={run} />
      <BusyButton size="xs" variant="default" busy={run === null || cancelling} onClick={onCancel}>
        {cancelling ? texts.common.cancelling : texts.common.cancel}
      </BusyButton>
    </div>
  );
}
