import { expect, it } from 'vitest';
import { z } from 'zod';
import type { JsonObject } from '../../../src-preload/contract/json.ts';
import { gitStatusArgs } from '../../../src-main/tools/git-status/schema.ts';
import { scrapeArgs } from '../../../src-main/tools/web-scrape/schema.ts';
import { browserStep } from '../../../src-main/tools/browser-automation/steps.ts';
import { buildArgs } from '../../../src-renderer/panel/features/form/build.ts';
import { emptyDraft, readDraft, type Draft } from '../../../src-renderer/panel/features/form/model.ts';
import { formFromSchema } from '../../../src-renderer/panel/features/form/from-schema.ts';

// A tool's form comes from its definition alone: these must not need the JSON way out.
it.each<[string, z.ZodType]>([
  ['git_status', gitStatusArgs],
  ['web_scrape', scrapeArgs],
  ['browser_automation', z.strictObject({ steps: z.array(browserStep) })],
])('%s has a field for every argument', (_name, args) => {
  const form = formFromSchema(z.toJSONSchema(args, { io: 'input' }) as JsonObject);
  expect(form.kind).toBe('object');
  expect(JSON.stringify(form)).not.toContain('"kind":"json"');
});

it('what may be left out of a step asks for nothing, and is sent as nothing', () => {
  const form = formFromSchema(
    z.toJSONSchema(z.strictObject({ step: browserStep }), { io: 'input' }) as JsonObject,
  );
  const click = readDraft(form, { step: { action: 'click', selector: '#go' } });
  if (!click.ok || form.kind !== 'object') throw new Error('no form');
  expect(buildArgs(form, click.draft)).toEqual({
    args: { step: { action: 'click', selector: '#go' } },
    problems: [],
  });
  // The same as it is before anything is filled in: the frames around the element are a list that has one at the least.
  const empty = emptyDraft(form);
  const steps = form.fields[0]?.node;
  if (empty.kind !== 'object' || steps?.kind !== 'variant') throw new Error('no steps');
  const index = steps.variants.findIndex(({ tag }) => tag?.value === 'click');
  const drafts = empty.fields['step'];
  if (drafts?.kind !== 'variant') throw new Error('no shapes');
  const chosen: Draft = { kind: 'object', fields: { step: { ...drafts, index } } };
  expect(buildArgs(form, chosen)).toEqual({ args: { step: { action: 'click' } }, problems: [] });
});

it('a shorthand in the schema has no field', () => {
  const args = z.strictObject({
    all: z.string(),
    short: z.string().optional().meta({ 'x-shorthand': true }),
  });
  const form = formFromSchema(z.toJSONSchema(args, { io: 'input' }) as JsonObject);
  expect(form.kind === 'object' && form.fields.map(({ name }) => name)).toEqual(['all']);
});
