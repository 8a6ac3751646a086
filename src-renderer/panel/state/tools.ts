import { create } from 'zustand';
import type { Answer, BridgeError } from '../../../src-preload/contract/errors.ts';
import type { ToolInfo } from '../../../src-preload/contract/types.ts';
import { texts } from '../../texts/panel.ts';
import { toastTexts } from '../../texts/toasts.ts';
import { ask } from '../api.ts';
import { callAsking, type Asked } from './asking.ts';
import { LOADING, settle, type Loadable } from './loadable.ts';
import { tell } from './toasts.ts';
import { useView } from './view.ts';

/** What became of the last turn of a tool's switch; absent when it went well. */
export type Toggle =
  { state: 'saving'; enabled: boolean } | { state: 'failed'; enabled: boolean; error: BridgeError };

/** What main asks before it turns a tool on. */
export const turnOn = (tool: string): Asked => ({ tool: 'settings.update', key: `tool_enabled.${tool}` });

interface ToolsStore {
  tools: Loadable<ToolInfo[]>;
  toggles: Record<string, Toggle>;
  refetch: () => Promise<void>;
  setEnabled: (tool: string, enabled: boolean) => Promise<void>;
  dismiss: (tool: string) => void;
}

const without = (toggles: Record<string, Toggle>, tool: string): Record<string, Toggle> =>
  Object.fromEntries(Object.entries(toggles).filter(([name]) => name !== tool));

/** The views that show the switches, and what went wrong with one beside it. */
const SWITCHES: readonly string[] = ['overview', 'tools'];

function tellToggled(tool: string, enabled: boolean, answer: Answer<ToolInfo>): void {
  if (!answer.ok) {
    if (SWITCHES.includes(useView.getState().current.name)) return;
    const show = (): void => useView.getState().go({ type: 'select-tool', tool });
    tell({
      tone: 'warn',
      title: texts.tools.toggleFailed(tool, enabled),
      text: answer.error.message,
      action: { label: toastTexts.openTools, run: show },
    });
    return;
  }
  const off = (): void => void useTools.getState().setEnabled(tool, false);
  tell({
    tone: 'info',
    title: enabled ? toastTexts.toolOn(tool) : toastTexts.toolOff(tool),
    text: enabled ? toastTexts.toolOnWhat : toastTexts.toolOffWhat,
    undo: enabled
      ? { label: toastTexts.undo, name: toastTexts.undoTo(toastTexts.toolOnUndo(tool)), run: off }
      : undefined,
  });
}

export const useTools = create<ToolsStore>()((set) => ({
  tools: LOADING,
  toggles: {},
  refetch: async () => {
    const answer = await ask((api) => api.tools.list());
    set((state) => ({ tools: settle(state.tools, answer) }));
  },
  // The switch shows what main says, never what was hoped for: a refused change must not look made.
  setEnabled: async (tool, enabled) => {
    set((state) => ({ toggles: { ...state.toggles, [tool]: { state: 'saving', enabled } } }));
    const answer = await callAsking(turnOn(tool), () =>
      ask((api) => api.tools.setEnabled({ tool, enabled })),
    );
    set((state) => {
      if (!answer.ok) {
        return { toggles: { ...state.toggles, [tool]: { state: 'failed', enabled, error: answer.error } } };
      }
      const tools = state.tools;
      return {
        toggles: without(state.toggles, tool),
        tools:
          tools.state === 'ready'
            ? { ...tools, value: tools.value.map((info) => (info.name === tool ? answer.value : info)) }
            : tools,
      };
    });
    tellToggled(tool, enabled, answer);
  },
  dismiss: (tool) => set((state) => ({ toggles: without(state.toggles, tool) })),
}));
