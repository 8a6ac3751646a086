import { create } from 'zustand';
import { PANEL_VIEWS } from '../../../src-preload/contract/types.ts';
import { useWanted } from './wanted.ts';

/** What the log page shows whole: a run, or a record that belongs to none. */
export type Chosen = { kind: 'run'; runId: string } | { kind: 'record'; auditId: string };

/** Where the person is. One union: two views can never be open at once. */
export type View =
  | { name: 'overview' }
  | { name: 'tools'; tool: string | null }
  | { name: 'approvals' }
  | { name: 'log'; chosen: Chosen | null }
  | { name: 'rules' }
  | { name: 'models' }
  | { name: 'settings' };
export type ViewName = View['name'];

/** In the order of the navigation. */
export const VIEWS: readonly ViewName[] = PANEL_VIEWS;

export interface ViewState {
  current: View;
  /** What each view showed when it was left, so that coming back is coming back. */
  left: { [N in ViewName]: Extract<View, { name: N }> };
}

export type ViewAction =
  | { type: 'open'; name: ViewName }
  | { type: 'select-tool'; tool: string }
  | { type: 'select-run'; runId: string | null }
  | { type: 'select-record'; auditId: string };

export const INITIAL_VIEW: ViewState = {
  current: { name: 'overview' },
  left: {
    overview: { name: 'overview' },
    tools: { name: 'tools', tool: null },
    approvals: { name: 'approvals' },
    log: { name: 'log', chosen: null },
    rules: { name: 'rules' },
    models: { name: 'models' },
    settings: { name: 'settings' },
  },
};

/** The next place after an action of the person. */
export function reduceView(state: ViewState, action: ViewAction): ViewState {
  const left = { ...state.left, [state.current.name]: state.current };
  switch (action.type) {
    case 'open':
      return { current: left[action.name], left };
    case 'select-tool':
      return { current: { name: 'tools', tool: action.tool }, left };
    case 'select-run':
      return {
        current: { name: 'log', chosen: action.runId === null ? null : { kind: 'run', runId: action.runId } },
        left,
      };
    case 'select-record':
      return { current: { name: 'log', chosen: { kind: 'record', auditId: action.auditId } }, left };
  }
}

/** Whether the person is looking at this view. */
export const isOnShow = (name: ViewName): boolean => useView.getState().current.name === name;

interface ViewStore extends ViewState {
  go: (action: ViewAction) => void;
}

export const useView = create<ViewStore>()((set) => ({
  ...INITIAL_VIEW,
  go: (action) =>
    set((state) => {
      const next = reduceView(state, action);
      // Come from elsewhere for this one: the keyboard goes on in it.
      const chosen = next.current.name === 'log' && next.current.chosen !== null;
      if (state.current.name !== 'log' && chosen && action.type !== 'open')
        useWanted.getState().want('log-detail');
      return next;
    }),
}));
