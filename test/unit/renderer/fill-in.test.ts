import { expect, it } from 'vitest';
import type { AuditEntry } from '../../../src-preload/contract/types.ts';
import { TOOL_NAMES } from '../../../src-preload/contract/types.ts';
import { toolSchema } from '../../../src-main/execution/tool-schema.ts';
import { ALL_TOOLS } from '../../../src-main/tools/registry.ts';
import { formFromSchema } from '../../../src-renderer/panel/features/form/from-schema.ts';
import { argsOf, newDraft, reduceDraft } from '../../../src-renderer/panel/state/drafts.ts';
import { recentsFrom } from '../../../src-renderer/panel/state/recents.ts';

it.each(TOOL_NAMES)('%s has examples that it accepts, and that its form can show', (name) => {
  const tool = ALL_TOOLS.find((each) => each.name === name);
  const examples = tool?.examples ?? [];
  expect(examples.length).toBeGreaterThan(0);
  if (tool === undefined) return;
  const form = formFromSchema(toolSchema(tool));
  for (const { args } of examples) {
    expect(tool.args.safeParse(args).success, JSON.stringify(args)).toBe(true);
    const filled = reduceDraft(newDraft(form), { type: 'fill', args });
    expect(filled.mode).toBe('form');
    // What the form adds are defaults, which were there unsaid.
    expect(argsOf(filled)).toMatchObject({ args, problems: [] });
  }
});

it('what the form has no fields for goes to the JSON view', () => {
  const form = formFromSchema({ type: 'object', properties: { a: { type: 'string' } } });
  const filled = reduceDraft(newDraft(form), { type: 'fill', args: { other: 1 } });
  expect(filled.mode).toBe('json');
  expect(argsOf(filled).args).toEqual({ other: 1 });
});

it('recent arguments: each once, the newest first, and empty where the record has a secret taken out', () => {
  const entry = (ts: number, args: unknown) => ({ ts, args }) as AuditEntry;
  const secret = '[redacted:0123456789ab]';
  const recents = recentsFrom([
    entry(3, { url: 'https://b.example/' }),
    entry(2, { url: 'https://a.example/', token: secret }),
    entry(1, { url: 'https://b.example/' }),
    entry(0, null),
  ]);
  expect(recents).toEqual([
    { at: 3, whole: true, args: { url: 'https://b.example/' } },
    { at: 2, whole: false, args: { url: 'https://a.example/' } },
  ]);
});
