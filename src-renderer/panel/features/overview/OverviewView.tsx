import { Suspense, useId } from 'react';
import { texts } from '../../../texts/panel.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { lazyAgain } from '../../../ui/lazy-again.tsx';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { useFirstStart } from '../../state/first-start.ts';
import { useTools } from '../../state/tools.ts';
import { useView } from '../../state/view.ts';
import { EXPECTED_TOOLS, TOOL_ROW_PX, ToolList } from '../tools/ToolList.tsx';
import classes from './overview.module.css';

// The tools are what the first look is for; what runs, waits and ran comes in a file of its own, right after it.
const Glance = lazyAgain(() => import('./Glance.tsx'));

/** The state of control, what waits and runs, what is left open, today, and what is out of the ordinary. */
export function OverviewView() {
  return (
    <div className={classes.scroll}>
      <div className={classes.page}>
        <Suspense fallback={<Coming />}>
          <Glance />
        </Suspense>
        <Tools />
      </div>
    </div>
  );
}

/** As tall as what comes, so that the tools stay where they are. */
function Coming() {
  const first = useFirstStart((state) => state.show);
  return (
    <>
      {first && <div className={classes.firstSteps} />}
      <div className={classes.tiles} />
      <div className={classes.main}>
        <SkeletonRows count={5} height={48} />
      </div>
    </>
  );
}

function Tools() {
  const tools = useTools((state) => state.tools);
  const refetch = useTools((state) => state.refetch);
  const go = useView((state) => state.go);
  const id = useId();
  const retry = (): void => void refetch();
  return (
    <section className={classes.tools} aria-labelledby={id}>
      <h2 id={id} className={classes.toolsTitle}>
        {texts.tools.title}
      </h2>
      <div className={classes.card}>
        {tools.state === 'loading' && <SkeletonRows count={EXPECTED_TOOLS} height={TOOL_ROW_PX} />}
        {tools.state === 'failed' && (
          <ErrorNote title={texts.tools.loadFailed} error={tools.error} onRetry={retry} />
        )}
        {tools.state === 'ready' && (
          <>
            {tools.error && <ErrorNote title={texts.common.stale} error={tools.error} onRetry={retry} />}
            {tools.value.length === 0 && <p className={classes.none}>{texts.tools.none}</p>}
            <ToolList
              tools={tools.value}
              selected={null}
              onSelect={(tool) => go({ type: 'select-tool', tool })}
            />
          </>
        )}
      </div>
    </section>
  );
}
