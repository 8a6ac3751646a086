import { useEffect } from 'react';
import { logTexts } from '../../../texts/log.ts';
import { Empty } from '../../../ui/Empty.tsx';
import { plain } from '../../../ui/inert.ts';
import { listen } from '../../api.ts';
import { useChain } from '../../state/chain.ts';
import { useHistogram } from '../../state/histogram.ts';
import { valueOr } from '../../state/loadable.ts';
import { useLogPanel } from '../../state/log-panel.ts';
import { useLog } from '../../state/log.ts';
import { createRefetcher } from '../../state/refetcher.ts';
import { useSystem } from '../../state/system.ts';
import type { Chosen } from '../../state/view.ts';
import { ChainPanel } from './ChainPanel.tsx';
import { EntryDetail } from './EntryDetail.tsx';
import { ExportPanel } from './ExportPanel.tsx';
import { FilterBar } from './FilterBar.tsx';
import { Histogram } from './Histogram.tsx';
import { LogList } from './LogList.tsx';
import classes from './log.module.css';
import { RunDetail } from './RunDetail.tsx';
import { KEYED } from './use-log-keys.ts';
import { Toolbar } from './Toolbar.tsx';

/** While the search index is being made the chart grows with it. */
const GROW_EVERY_MS = 2_000;
/** The first rows come first; then the whole record is read, in a thread of its own, once for each window. */
const CHECK_AFTER_MS = 1_500;

/** Everything that the record has: a list that scrolls through it, and what is chosen in it, whole. */
export default function LogView({ chosen }: { chosen: Chosen | null }) {
  const { panel, toggle } = useLogPanel();
  useLiveLog();
  return (
    <div className={classes.page} data-chosen={chosen !== null || undefined}>
      <Toolbar panel={panel} onToggle={toggle} />
      {panel === 'chain' && <ChainPanel />}
      {panel === 'export' && <ExportPanel />}
      <FilterBar adding={panel === 'filter'} />
      <Histogram />
      <div className={classes.split} {...{ [KEYED]: true }}>
        <section className={classes.side} aria-label={logTexts.list}>
          <LogList chosen={chosen} />
        </section>
        <section className={classes.whole} aria-label={chosenLabel(chosen)}>
          {chosen?.kind === 'run' && <RunDetail key={chosen.runId} runId={chosen.runId} />}
          {chosen?.kind === 'record' && <EntryDetail key={chosen.auditId} auditId={chosen.auditId} />}
          {chosen === null && <Empty title={logTexts.pick}>{logTexts.pickWhat}</Empty>}
        </section>
      </div>
    </div>
  );
}

function chosenLabel(chosen: Chosen | null): string {
  if (chosen === null) return logTexts.pick;
  return chosen.kind === 'run'
    ? plain(chosen.runId, 100)
    : `${logTexts.record} ${plain(chosen.auditId, 100)}`;
}

/** Loads the list and its chart, and keeps them fresh while the page is on show. */
function useLiveLog(): void {
  useEffect(() => {
    const list = createRefetcher(() => useLog.getState().refresh(), 500);
    // A picture of a million runs need not follow each one.
    const chart = createRefetcher(() => useHistogram.getState().refetch(), 3_000);
    void useLog.getState().load();
    chart();
    const check = setTimeout(() => {
      const { report, since, verify } = useChain.getState();
      if (report === null && since === null) void verify(true);
    }, CHECK_AFTER_MS);
    const unsubscribe = useLog.subscribe((now, before) => {
      if (now.filter !== before.filter || now.mode !== before.mode) void useHistogram.getState().refetch();
    });
    let growing: ReturnType<typeof setTimeout> | undefined;
    const unwatch = useHistogram.subscribe(({ data }) => {
      clearTimeout(growing);
      if (valueOr(data, null)?.indexing !== undefined) growing = setTimeout(chart, GROW_EVERY_MS);
    });
    const stop = listen((api) =>
      api.audit.onAppended(() => {
        list();
        if (useLog.getState().live) chart();
      }),
    );
    void useSystem.getState().refetch();
    return () => {
      clearTimeout(check);
      clearTimeout(growing);
      unsubscribe();
      unwatch();
      stop();
    };
  }, []);
}
