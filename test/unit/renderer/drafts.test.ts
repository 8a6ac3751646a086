import { beforeEach, describe, expect, it } from 'vitest';
import type { ToolInfo } from '../../../src-preload/contract/types.ts';
import { formFromSchema } from '../../../src-renderer/panel/features/form/from-schema.ts';
import {
  argsOf,
  draftOf,
  newDraft,
  reduceDraft,
  resetDraft,
  useDrafts,
  type DraftAction,
  type ToolDraft,
} from '../../../src-renderer/panel/state/drafts.ts';
import { EMPTY_DRAFT } from '../../../src-renderer/panel/features/rules/draft.ts';
import { useRuleDraft } from '../../../src-renderer/panel/state/rule-draft.ts';
import { useToasts } from '../../../src-renderer/panel/state/toasts.ts';

const node = formFromSchema({
  type: 'object',
  properties: { url: { type: 'string' }, count: { type: 'integer', default: 2 } },
  required: ['url'],
});
const after = (...actions: DraftAction[]): ToolDraft => actions.reduce(reduceDraft, newDraft(node));
const url = (text: string): DraftAction => ({
  type: 'edit',
  draft: { kind: 'object', fields: { url: { kind: 'text', text }, count: { kind: 'text', text: '' } } },
});

describe('reduceDraft', () => {
  it('carries what was entered over to JSON and back', () => {
    const json = after(url('https://a/'), { type: 'mode', mode: 'json' });
    expect(JSON.parse(json.json)).toEqual({ url: 'https://a/' });
    const back = reduceDraft(
      { ...json, json: '{"url": "https://b/", "count": 5}' },
      { type: 'mode', mode: 'form' },
    );
    expect(back.mode).toBe('form');
    expect(argsOf(back).args).toEqual({ url: 'https://b/', count: 5 });
  });

  it('stays in JSON, and says why, when the form could not show it all', () => {
    const unknown = after(
      { type: 'mode', mode: 'json' },
      { type: 'edit-json', json: '{"url": "x", "more": 1}' },
      { type: 'mode', mode: 'form' },
    );
    expect(unknown.mode).toBe('json');
    expect(unknown.problems[0]?.message).toContain('more');
    const broken = after(
      { type: 'mode', mode: 'json' },
      { type: 'edit-json', json: '{' },
      { type: 'mode', mode: 'form' },
    );
    expect(broken.mode).toBe('json');
    expect(broken.problems).toHaveLength(1);
  });

  it('takes a shown mistake back once it is put right, and adds none while typing', () => {
    const shown = after({ type: 'problems', problems: [{ path: '/url', message: 'Fill this in.' }] });
    expect(reduceDraft(shown, url('')).problems.map((problem) => problem.path)).toEqual(['/url']);
    expect(reduceDraft(shown, url('x')).problems).toEqual([]);
    expect(after(url('')).problems).toEqual([]);
  });

  it('resets to the defaults', () => {
    expect(after(url('x'), { type: 'reason', reason: 'r' }, { type: 'reset' })).toEqual(newDraft(node));
  });
});

describe('what was entered and then reset', () => {
  const tool = { name: 'web_scrape', argsSchema: { type: 'object', properties: {} } } as unknown as ToolInfo;
  const undo = () => useToasts.getState().toasts[0]?.undo;
  beforeEach(() => {
    useToasts.setState({ toasts: [] });
    useDrafts.setState({ byTool: {} });
  });

  it('of a form, is there again at a press; of an empty one there is nothing to bring back', () => {
    resetDraft(tool);
    expect(useToasts.getState().toasts).toEqual([]);
    const { dispatch } = useDrafts.getState();
    dispatch(tool, { type: 'reason', reason: 'to see' });
    resetDraft(tool);
    expect(draftOf(useDrafts.getState().byTool, tool).reason).toBe('');
    undo()?.run();
    expect(draftOf(useDrafts.getState().byTool, tool).reason).toBe('to see');
  });

  it('of a draft rule, as well', () => {
    const { edit, reset } = useRuleDraft.getState();
    edit({ tool: 'web_scrape', host: 'a.example:443' });
    reset();
    expect(useRuleDraft.getState().draft).toEqual(EMPTY_DRAFT);
    undo()?.run();
    expect(useRuleDraft.getState().draft).toMatchObject({ tool: 'web_scrape', host: 'a.example:443' });
    edit(EMPTY_DRAFT);
  });
});
