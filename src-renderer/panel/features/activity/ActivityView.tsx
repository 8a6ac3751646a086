import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { texts } from '../../../texts.ts';
import { Empty } from '../../../ui/Empty.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { Split } from '../../../ui/Split.tsx';
import { useActiveRuns } from '../../state/active-runs.ts';
import { valueOr } from '../../state/loadable.ts';
import { useRecentRuns } from '../../state/recent-runs.ts';
import { useView } from '../../state/view.ts';
import { RunDetail } from './RunDetail.tsx';
import { RUN_ROW_PX, RunList } from './RunList.tsx';

/** What has run, newest first, live; and one run, whole. */
export default function ActivityView({ runId }: { runId: string | null }) {
  const page = useRecentRuns((state) => state.page);
  const active = useActiveRuns((state) => valueOr(state.active, null));
  const { refetch } = useRecentRuns.getState();
  const go = useView((state) => state.go);
  useEffect(() => void refetch(), [refetch]);

  if (page.state === 'failed') {
    return (
      <div className="el-page">
        <ErrorNote title={texts.activity.loadFailed} error={page.error} onRetry={() => void refetch()} />
      </div>
    );
  }
  if (page.state === 'ready' && page.value.runs.length === 0 && (active ?? []).length === 0) {
    return (
      <Empty
        title={texts.activity.none}
        action={
          <Button size="xs" variant="default" onClick={() => go({ type: 'open', name: 'tools' })}>
            {texts.activity.openTools}
          </Button>
        }
      >
        {texts.activity.noneWhat}
      </Empty>
    );
  }
  return (
    <Split
      listLabel={texts.activity.list}
      list={
        page.state === 'loading' ? (
          <SkeletonRows count={8} height={RUN_ROW_PX} />
        ) : (
          <>
            {page.error && (
              <ErrorNote title={texts.common.stale} error={page.error} onRetry={() => void refetch()} />
            )}
            <RunList page={page.value} active={active ?? []} selected={runId} />
          </>
        )
      }
      detailLabel={runId ?? texts.activity.pick}
      detail={runId === null ? null : <RunDetail key={runId} runId={runId} />}
      placeholder={<Empty title={texts.activity.pick}>{texts.activity.pickWhat}</Empty>}
    />
  );
}
