import { useEffect } from 'react';
import { overviewTexts } from '../../../texts/overview.ts';
import { texts } from '../../../texts/panel.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { Section } from '../../../ui/Section.tsx';
import { useActiveRuns } from '../../state/active-runs.ts';
import { useApprovals } from '../../state/approvals.ts';
import { useFirstStart } from '../../state/first-start.ts';
import { valueOr } from '../../state/loadable.ts';
import { followDay } from '../../state/follow-day.ts';
import { useResources } from '../../state/resources.ts';
import { WaitingList } from '../approvals/WaitingList.tsx';
import { FirstStart } from './FirstStart.tsx';
import { KeptOpen } from './KeptOpen.tsx';
import classes from './overview.module.css';
import { RunningList } from './RunningList.tsx';
import { Tiles } from './Tiles.tsx';
import { Today } from './Today.tsx';
import { Unusual } from './Unusual.tsx';
import { useLasting } from './use-lasting.ts';

/** Everything on the overview but the tools. */
export default function Glance() {
  const first = useFirstStart((state) => state.show);
  useEffect(() => followDay(), []);
  return (
    <>
      {first && <FirstStart />}
      <Tiles />
      <div className={classes.main}>
        <Now />
        <Unusual />
        <Today />
      </div>
    </>
  );
}

/** What concerns this moment; where there is nothing, one line says so. */
function Now() {
  const pending = useApprovals((state) => state.pending);
  const active = useActiveRuns((state) => state.active);
  const resources = useResources((state) => state.resources);
  const questions = valueOr(pending, []);
  // What waits for an answer is told once, as its question.
  const asked = new Set(questions.map(({ runId }) => runId));
  const runs = useLasting(valueOr(active, [])).filter(({ runId }) => !asked.has(runId));
  const open = valueOr(resources, []);
  const known = pending.state === 'ready' && active.state === 'ready' && resources.state === 'ready';
  const calm = known && questions.length === 0 && runs.length === 0 && open.length === 0;
  return (
    <>
      {pending.state === 'failed' && (
        <ErrorNote
          title={texts.approvals.loadFailed}
          error={pending.error}
          onRetry={() => void useApprovals.getState().refetch()}
        />
      )}
      {questions.length > 0 && (
        <Section level={2} title={overviewTexts.waiting}>
          <WaitingList pending={questions} />
        </Section>
      )}
      {active.state === 'failed' && (
        <ErrorNote
          title={overviewTexts.loadFailed}
          error={active.error}
          onRetry={() => void useActiveRuns.getState().refetch()}
        />
      )}
      {runs.length > 0 && (
        <Section level={2} title={overviewTexts.running}>
          <RunningList active={runs} />
        </Section>
      )}
      {resources.state === 'failed' && (
        <ErrorNote
          title={overviewTexts.open.loadFailed}
          error={resources.error}
          onRetry={() => void useResources.getState().refetch()}
        />
      )}
      {open.length > 0 && <KeptOpen resources={open} />}
      {calm && <p className={classes.calm}>{overviewTexts.calm}</p>}
    </>
  );
}
