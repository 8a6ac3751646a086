import { Button } from '@mantine/core';
import { useCallback, useRef } from 'react';
import { logTexts } from '../../../texts/log.ts';
import { texts } from '../../../texts/panel.ts';
import { Empty } from '../../../ui/Empty.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { useActiveRuns } from '../../state/active-runs.ts';
import { useHistogram } from '../../state/histogram.ts';
import { valueOr } from '../../state/loadable.ts';
import { isFiltered, NO_FILTER, type LogMode } from '../../state/log-filter.ts';
import type { LogWindow } from '../../state/log-window.ts';
import { useLog, type Row } from '../../state/log.ts';
import { useView, type Chosen } from '../../state/view.ts';
import { ImportButton } from './ImportButton.tsx';
import { percentOf } from './bars.ts';
import classes from './log.module.css';
import rowClasses from './rows.module.css';
import { NowList } from './NowList.tsx';
import { RowList, type RowListHandle } from './RowList.tsx';
import { RecordRow, RunRow } from './rows.tsx';
import { useLogKeys } from './use-log-keys.ts';

/** Heights of the rows, kept in step with the style sheet. */
const ROW_PX: Record<LogMode, number> = { runs: 48, records: 32, legacy: 48 };

const { more, jump, setAtTop, retry, load, setFilter } = useLog.getState();
const loadMore = (way: 'next' | 'prev'): void => void more(way);
const jumpTo = (place: number): void => void jump(place);

export function LogList({ chosen }: { chosen: Chosen | null }) {
  const mode = useLog((state) => state.mode);
  const list = useLog((state) => state.list);
  const active = useActiveRuns((state) => valueOr(state.active, null)) ?? [];
  const filtered = useLog((state) => isFiltered(state.filter));
  const selected = chosen === null ? null : chosen.kind === 'run' ? chosen.runId : chosen.auditId;
  const now = mode === 'runs' && !filtered ? active : [];

  if (list.state === 'loading') return <SkeletonRows count={10} height={ROW_PX[mode]} />;
  if (list.state === 'failed') {
    return (
      <div className={rowClasses.failure}>
        <ErrorNote title={logTexts.loadFailed} error={list.error} onRetry={() => void load()} />
      </div>
    );
  }
  return (
    <>
      {list.error && (
        <div className={rowClasses.failure}>
          <ErrorNote title={texts.common.stale} error={list.error} onRetry={() => void load()} />
        </div>
      )}
      <NowList active={now} selected={selected} />
      <Rows
        window={list.value}
        selected={selected}
        open={chosen !== null}
        hidden={now.map((run) => run.runId)}
      />
    </>
  );
}

interface RowsProps {
  window: LogWindow<Row>;
  selected: string | null;
  open: boolean;
  /** Runs that are shown above, as long as they go on. */
  hidden: string[];
}

function Rows({ window, selected, open, hidden }: RowsProps) {
  const mode = useLog((state) => state.mode);
  const shown = useLog((state) => state.shown);
  const asking = useLog((state) => state.asking);
  const failed = useLog((state) => state.failed);
  const filtered = useLog((state) => isFiltered(state.filter));
  const handle = useRef<RowListHandle>(null);
  const visible = withoutRuns(window, hidden);
  useLogKeys({ window: visible, handle, selected, open });
  const row = useCallback(
    (item: Row) =>
      item.kind === 'run' ? (
        <RunRow run={item.run} selected={item.key === selected} />
      ) : (
        <RecordRow entry={item.entry} selected={item.key === selected} />
      ),
    [selected],
  );
  return (
    <>
      <ListHead window={visible} onTop={() => handle.current?.toTop()} />
      {failed !== null && (
        <div className={rowClasses.failure}>
          <ErrorNote title={logTexts.moreFailed} error={failed.error} onRetry={retry} />
        </div>
      )}
      {visible.count === 0 && !asking ? (
        <Nothing mode={mode} filtered={filtered} />
      ) : (
        <RowList
          // Another question starts at its top.
          key={shown}
          ref={handle}
          window={visible}
          rowPx={ROW_PX[mode]}
          label={logTexts.rows[mode]}
          stale={asking}
          held={failed !== null}
          row={row}
          onMore={loadMore}
          onJump={jumpTo}
          onTop={setAtTop}
        />
      )}
    </>
  );
}

/** A run is in one place: above while it goes on, here when it has ended. */
function withoutRuns(window: LogWindow<Row>, hidden: string[]): LogWindow<Row> {
  if (hidden.length === 0) return window;
  let gone = 0;
  const pages = window.pages.map((page) => {
    const rows = page.rows.filter((row) => !hidden.includes(row.key));
    gone += page.rows.length - rows.length;
    return rows.length === page.rows.length ? page : { ...page, rows };
  });
  return gone === 0 ? window : { ...window, pages, count: window.count - gone };
}

function ListHead({ window, onTop }: { window: LogWindow<Row>; onTop: () => void }) {
  const mode = useLog((state) => state.mode);
  const asking = useLog((state) => state.asking);
  const fresh = useLog((state) => state.fresh);
  const filtered = useLog((state) => isFiltered(state.filter));
  const { value, exact } = window.total;
  // The chart is asked for again and again while the index is being made.
  const indexing = useHistogram(({ data }) => valueOr(data, window).indexing);
  const show = (): void => {
    onTop();
    void load();
  };
  return (
    <div className={rowClasses.heading}>
      <span role="status">
        {asking ? logTexts.asking : logTexts.counts[mode](texts.common.exactCount(value, exact))}
      </span>
      {fresh.count > 0 && (
        <Button size="compact-xs" variant="light" title={logTexts.showFresh} onClick={show}>
          {logTexts.fresh(fresh.count, fresh.more)}
        </Button>
      )}
      {mode === 'legacy' && <span className={classes.aside}>{logTexts.legacyNote}</span>}
      {/* Where nothing has been imported, the list says so instead, with the same button. */}
      {mode === 'legacy' && (value > 0 || filtered) && <ImportButton />}
      {indexing && <span className={classes.aside}>{logTexts.indexing(percentOf(indexing))}</span>}
    </div>
  );
}

function Nothing({ mode, filtered }: { mode: LogMode; filtered: boolean }) {
  const go = useView((state) => state.go);
  if (filtered) {
    return (
      <Empty
        title={logTexts.noneFound}
        action={
          <Button size="xs" variant="default" onClick={() => setFilter(NO_FILTER)}>
            {logTexts.clearFilters}
          </Button>
        }
      >
        {mode === 'records' ? logTexts.noneRecords : logTexts.noneFoundWhat}
      </Empty>
    );
  }
  if (mode === 'legacy') {
    return (
      <Empty title={logTexts.noLegacy} action={<ImportButton />}>
        {logTexts.noLegacyWhat}
      </Empty>
    );
  }
  return (
    <Empty
      title={logTexts.none}
      action={
        <Button size="xs" variant="default" onClick={() => go({ type: 'open', name: 'tools' })}>
          {logTexts.openTools}
        </Button>
      }
    >
      {logTexts.noneWhat}
    </Empty>
  );
}
