import { useEffect, useRef } from 'react';
import { texts } from '../../../texts/panel.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { Going } from '../../../ui/Going.tsx';
import { Time } from '../../../ui/Time.tsx';
import { cancelWork } from '../../state/long-work.ts';
import type { Trial } from '../../state/rule-draft.ts';
import { RunLinks } from './RunLinks.tsx';
import classes from './rules.module.css';

const words = texts.rules.draft;

/** What the draft would have done to the runs in the record. */
export function Tried({ trial }: { trial: Trial }) {
  const found = useRef<HTMLDivElement>(null);
  // Below the form, it may come where nobody sees it.
  useEffect(() => {
    if (trial.state === 'tried') found.current?.scrollIntoView({ block: 'nearest' });
  }, [trial.state]);
  return (
    <>
      {trial.state === 'trying' && (
        <Going since={trial.since} words={words.trying} onCancel={() => cancelWork('simulate')} />
      )}
      {trial.state === 'failed' && <ErrorNote title={words.tryFailed} error={trial.error} />}
      <div role="status" ref={found}>
        {trial.state === 'tried' && <Outcome trial={trial} />}
      </div>
    </>
  );
}

function Outcome({ trial }: { trial: Trial & { state: 'tried' } }) {
  return (
    <div className={classes.tried}>
      {trial.found.runs === 0 ? (
        <p className="el-dim">{words.noRuns(trial.tool)}</p>
      ) : (
        <p>
          <strong className={classes.counts}>
            {words.tried(trial.found.wouldAllow, trial.found.wouldAsk)}
          </strong>{' '}
          <span className="el-dim">{words.triedOf(trial.found.runs, trial.tool)}</span>
        </p>
      )}
      {trial.found.since !== null && (
        <p className="el-dim el-small">
          {words.newest} <Time at={trial.found.since} />
        </p>
      )}
      {trial.found.runs > 0 && trial.found.wouldAllow === 0 && (
        <p className="el-dim el-small">{words.nothing}</p>
      )}
      {trial.found.examples.length > 0 && (
        <>
          <h3 className={classes.examples}>{words.examples}</h3>
          <RunLinks runs={trial.found.examples} label={words.examples} />
        </>
      )}
    </div>
  );
}
