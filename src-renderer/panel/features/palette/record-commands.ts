import { paletteTexts as words } from '../../../texts/palette.ts';
import { runAgain } from '../../state/again.ts';
import { useChain } from '../../state/chain.ts';
import { useImport } from '../../state/import.ts';
import { valueOr } from '../../state/loadable.ts';
import { useLogPanel } from '../../state/log-panel.ts';
import { useLog } from '../../state/log.ts';
import { openLog } from '../../state/open-log.ts';
import { isLegacy, useRecords } from '../../state/records.ts';
import { sessionOf, tellRefused, useSessions } from '../../state/sessions.ts';
import { useTools } from '../../state/tools.ts';
import { useView } from '../../state/view.ts';
import { foldRecords } from '../run/fold-records.ts';
import { lead, type Command } from './command.ts';

/** What can be done with the record as a whole, and with what the Log shows. */
export function recordCommands(): Command[] {
  const { go } = useView.getState();
  const { live, setLive, setMode } = useLog.getState();
  const panel = useLogPanel.getState();
  const of = (id: string, title: string, run: () => void): Command => ({ id, group: 'record', title, run });
  return [
    ...chosenCommands(),
    of('check', words.check, () => {
      void useChain.getState().verify();
      panel.open('chain');
      lead('log', 'log-check');
    }),
    of('export', words.exportRecord, () => {
      panel.open('export');
      lead('log', 'log-export');
    }),
    of('import', words.importLog, () => {
      setMode('legacy');
      go({ type: 'open', name: 'log' });
      void useImport.getState().start();
    }),
    of('search-log', words.searchIn, () => lead('log', 'log-search')),
    of('filter-log', words.filter, () => {
      panel.open('filter');
      lead('log', 'log-filter');
    }),
    of('all-runs', words.clearFilters, () => openLog({})),
    of('records', words.records, () => {
      setMode('records');
      go({ type: 'open', name: 'log' });
    }),
    of('earlier', words.earlier, () => {
      setMode('legacy');
      go({ type: 'open', name: 'log' });
    }),
    of('live', live ? words.hold : words.follow, () => {
      setLive(!live);
      go({ type: 'open', name: 'log' });
    }),
  ];
}

/** For what the Log shows whole. */
function chosenCommands(): Command[] {
  const view = useView.getState().current;
  if (view.name !== 'log' || view.chosen === null) return [];
  const close: Command = {
    id: 'close-run',
    group: 'record',
    title: words.close,
    run: () => useView.getState().go({ type: 'select-run', runId: null }),
  };
  if (view.chosen.kind !== 'run' || isLegacy(view.chosen.runId)) return [close];
  const records = useRecords.getState().byRun[view.chosen.runId];
  const story = records?.state === 'ready' ? foldRecords(records.value.entries) : null;
  const tool = valueOr(useTools.getState().tools, []).find(({ name }) => name === story?.tool);
  if (story === null || story.status === null || tool === undefined) return [close];
  // One at a time, as in its form and beside the run.
  if (sessionOf(useSessions.getState().byTool, tool.name).phase === 'running') return [close];
  const again = async (): Promise<void> => {
    const error = await runAgain(story, tool);
    if (error !== null) tellRefused(tool.name, error);
  };
  return [{ id: 'again', group: 'record', title: words.again(tool.name), run: () => void again() }, close];
}
