import { texts } from '../../../texts/panel.ts';
import { Empty } from '../../../ui/Empty.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { Split } from '../../../ui/Split.tsx';
import { useTools } from '../../state/tools.ts';
import { useView } from '../../state/view.ts';
import { ToolDetail } from './ToolDetail.tsx';
import { EXPECTED_TOOLS, TOOL_ROW_PX, ToolList } from './ToolList.tsx';

export default function ToolsView({ selected }: { selected: string | null }) {
  const tools = useTools((state) => state.tools);
  const refetch = useTools((state) => state.refetch);
  const go = useView((state) => state.go);
  const retry = (): void => void refetch();

  if (tools.state === 'failed') {
    return (
      <div className="el-page">
        <ErrorNote title={texts.tools.loadFailed} error={tools.error} onRetry={retry} />
      </div>
    );
  }
  const infos = tools.state === 'ready' ? tools.value : [];
  if (tools.state === 'ready' && infos.length === 0) {
    return <Empty title={texts.tools.none}>{texts.tools.noneWhat}</Empty>;
  }
  const shown = infos.find((tool) => tool.name === selected) ?? infos[0];
  return (
    <Split
      list={
        tools.state === 'loading' ? (
          <SkeletonRows count={EXPECTED_TOOLS} height={TOOL_ROW_PX} />
        ) : (
          <>
            {tools.error && <ErrorNote title={texts.common.stale} error={tools.error} onRetry={retry} />}
            <ToolList
              tools={infos}
              selected={shown?.name ?? null}
              onSelect={(tool) => go({ type: 'select-tool', tool })}
            />
          </>
        )
      }
      detail={shown === undefined ? null : <ToolDetail key={shown.name} tool={shown} />}
      placeholder={null}
      detailLabel={shown?.name ?? texts.common.loading}
      listLabel={texts.tools.list}
    />
  );
}
