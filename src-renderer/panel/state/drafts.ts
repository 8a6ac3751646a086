import { create } from 'zustand';
import type { ToolInfo } from '../../../src-preload/contract/types.ts';
import { buildArgs, parseArgs, type Problem } from '../features/form/build.ts';
import { formFromSchema } from '../features/form/from-schema.ts';
import { emptyDraft, readDraft, type Draft, type FormNode } from '../features/form/model.ts';
import type { JsonObject } from '../../../src-preload/contract/json.ts';
import { texts } from '../../texts/panel.ts';
import { toastTexts } from '../../texts/toasts.ts';
import { tell } from './toasts.ts';

/** What has been entered for one tool; kept while the person looks elsewhere. */
export interface ToolDraft {
  node: FormNode;
  /** One source at a time: the form's fields, or the JSON text. */
  mode: 'form' | 'json';
  draft: Draft;
  json: string;
  reason: string;
  problems: Problem[];
  /** Counts how often mistakes were looked for: each time, the first that was found wants to be seen. */
  told: number;
}

export type DraftAction =
  | { type: 'edit'; draft: Draft }
  | { type: 'edit-json'; json: string }
  | { type: 'reason'; reason: string }
  | { type: 'mode'; mode: 'form' | 'json' }
  | { type: 'problems'; problems: Problem[] }
  /** Puts arguments into the form, or, where it has no fields for them, into the JSON view. */
  | { type: 'fill'; args: JsonObject }
  | { type: 'restore'; draft: ToolDraft }
  | { type: 'reset' };

export function newDraft(node: FormNode): ToolDraft {
  return { node, mode: 'form', draft: emptyDraft(node), json: '', reason: '', problems: [], told: 0 };
}

export function argsOf(draft: ToolDraft): { args: JsonObject; problems: Problem[] } {
  return draft.mode === 'form' ? buildArgs(draft.node, draft.draft) : parseArgs(draft.json);
}

/** A mistake that has been shown is judged again at each edit; one that hasn't is not announced while typing. */
function rejudge(draft: ToolDraft): ToolDraft {
  if (draft.problems.length === 0) return draft;
  const now = argsOf(draft).problems;
  const shown = new Set(draft.problems.map((problem) => problem.path));
  return { ...draft, problems: now.filter((problem) => shown.has(problem.path)) };
}

export function reduceDraft(draft: ToolDraft, action: DraftAction): ToolDraft {
  switch (action.type) {
    case 'edit':
      return rejudge({ ...draft, draft: action.draft });
    case 'edit-json':
      return rejudge({ ...draft, json: action.json });
    case 'reason':
      return { ...draft, reason: action.reason };
    case 'problems':
      return { ...draft, problems: action.problems, told: draft.told + 1 };
    case 'fill':
      return filled(draft, action.args);
    case 'restore':
      return action.draft;
    case 'reset':
      return newDraft(draft.node);
    case 'mode':
      return action.mode === draft.mode ? draft : switchMode(draft, action.mode);
  }
}

function filled(draft: ToolDraft, args: JsonObject): ToolDraft {
  const read = readDraft(draft.node, args);
  const fresh = { ...newDraft(draft.node), reason: draft.reason };
  return read.ok
    ? { ...fresh, draft: read.draft }
    : { ...fresh, mode: 'json', json: JSON.stringify(args, null, 2) };
}

function switchMode(draft: ToolDraft, mode: 'form' | 'json'): ToolDraft {
  if (mode === 'json') {
    return { ...draft, mode, problems: [], json: JSON.stringify(argsOf(draft).args, null, 2) };
  }
  const parsed = parseArgs(draft.json);
  if (parsed.problems.length > 0) return { ...draft, problems: parsed.problems };
  const read = readDraft(draft.node, parsed.args);
  if (read.ok) return { ...draft, mode, draft: read.draft, problems: [] };
  return { ...draft, problems: [{ path: '', message: texts.tools.cannotShow(read.path.join('.')) }] };
}

interface DraftsStore {
  byTool: Record<string, ToolDraft>;
  dispatch: (tool: ToolInfo, action: DraftAction) => void;
}

const fresh = new WeakMap<JsonObject, ToolDraft>();

/** The draft of a tool, made from its schema when there is none yet. */
export function draftOf(byTool: Record<string, ToolDraft>, tool: ToolInfo): ToolDraft {
  const kept = byTool[tool.name];
  if (kept !== undefined) return kept;
  const made = fresh.get(tool.argsSchema) ?? newDraft(formFromSchema(tool.argsSchema));
  fresh.set(tool.argsSchema, made);
  return made;
}

/** Whether anything has been entered. */
export function isEntered(draft: ToolDraft): boolean {
  const typed = draft.mode === 'json' ? draft.json.trim() !== '' : Object.keys(argsOf(draft).args).length > 0;
  return typed || draft.reason !== '';
}

/** Empties a form. What was entered is there again at a press. */
export function resetDraft(tool: ToolInfo): void {
  const { byTool, dispatch } = useDrafts.getState();
  const before = draftOf(byTool, tool);
  dispatch(tool, { type: 'reset' });
  if (!isEntered(before)) return;
  tell({
    tone: 'info',
    title: toastTexts.formReset(tool.name),
    undo: {
      label: toastTexts.undo,
      name: toastTexts.undoTo(toastTexts.formResetUndo(tool.name)),
      run: () => dispatch(tool, { type: 'restore', draft: before }),
    },
  });
}

export const useDrafts = create<DraftsStore>()((set) => ({
  byTool: {},
  dispatch: (tool, action) =>
    set((state) => ({
      byTool: { ...state.byTool, [tool.name]: reduceDraft(draftOf(state.byTool, tool), action) },
    })),
}));
