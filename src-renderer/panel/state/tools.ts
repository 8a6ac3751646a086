import { create } from 'zustand';
import type { BridgeError } from '../../../src-preload/contract/errors.ts';
import type { ToolInfo } from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';
import { callAsking, type Asked } from './asking.ts';
import { LOADING, settle, type Loadable } from './loadable.ts';

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
  },
  dismiss: (tool) => set((state) => ({ toggles: without(state.toggles, tool) })),
}));
