import type { ToolInfo } from '../../../../src-preload/contract/types.ts';
import { paletteTexts as words } from '../../../texts/palette.ts';
import { draftOf, resetDraft, useDrafts } from '../../state/drafts.ts';
import { valueOr } from '../../state/loadable.ts';
import { sessionOf, useSessions } from '../../state/sessions.ts';
import { canRun, plainRun, submitDraft } from '../../state/submit.ts';
import { useTools } from '../../state/tools.ts';
import { useView } from '../../state/view.ts';
import { useWanted } from '../../state/wanted.ts';
import type { Command } from './command.ts';

/** What can be done with the tools, and with the form that is open. */
export function toolCommands(): Command[] {
  const tools = valueOr(useTools.getState().tools, []);
  return [
    ...formCommands(tools),
    ...tools.map(({ name, title }): Command => ({
      id: `use:${name}`,
      group: 'tool',
      title: words.useTool(name),
      note: title,
      noteIsData: true,
      run: () => {
        useView.getState().go({ type: 'select-tool', tool: name });
        useWanted.getState().want('tool-form');
      },
    })),
    ...tools.map(({ name, enabled }): Command => ({
      id: `toggle:${name}`,
      group: 'tool',
      title: enabled ? words.turnOff(name) : words.turnOn(name),
      ...(!enabled && { note: words.asks }),
      run: () => void useTools.getState().setEnabled(name, !enabled),
    })),
  ];
}

function formCommands(tools: readonly ToolInfo[]): Command[] {
  const view = useView.getState().current;
  if (view.name !== 'tools') return [];
  const tool = tools.find(({ name }) => name === view.tool) ?? tools[0];
  if (tool === undefined) return [];
  const { name } = tool;
  const { dispatch, byTool } = useDrafts.getState();
  const session = sessionOf(useSessions.getState().byTool, name);
  const json = draftOf(byTool, tool).mode === 'json';
  const of = (id: string, title: string, run: () => void): Command => ({ id, group: 'tool', title, run });
  return [
    ...(canRun(tool, session)
      ? [
          of('dry-run', words.dryRun(name), () => void submitDraft(tool, true)),
          of('run', words.run(name), () => void submitDraft(tool, plainRun())),
        ]
      : []),
    of('form-view', json ? words.asForm(name) : words.asJson(name), () =>
      dispatch(tool, { type: 'mode', mode: json ? 'form' : 'json' }),
    ),
    of('reset', words.reset(name), () => resetDraft(tool)),
    ...(session.phase === 'done'
      ? [of('clear', words.clear(name), () => useSessions.getState().clear(name))]
      : []),
  ];
}
