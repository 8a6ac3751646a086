import { expect, it } from 'vitest';
import { z } from 'zod';
import type { JsonObject } from '../../../src-preload/contract/json.ts';
import { gitStatusArgs } from '../../../src-main/tools/git-status/schema.ts';
import { scrapeArgs } from '../../../src-main/tools/web-scrape/schema.ts';
import { browserStep } from '../../../src-main/tools/browser-automation/steps.ts';
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
