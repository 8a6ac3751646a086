import { z } from 'zod';
import { artifactRef, jsonValue } from '../../../src-preload/contract/schemas/common.ts';
import { canonicalDomain } from '../../../src-preload/contract/schemas/hosts.ts';
import { notYet } from '../not-yet.ts';
import { defineTool } from '../tool.ts';
import { browserStep, webUrl } from './steps.ts';

const TITLE = 'Browser automation';

const args = z.strictObject({
  url: webUrl.describe('Address of the first page, http or https.'),
  steps: z
    .array(browserStep)
    .max(1000)
    .describe('What to do there, in order. The first step that fails ends the run.'),
  hosts: z
    .array(
      z.string().refine((host) => canonicalDomain(host) === host, {
        error: 'A host name as in an address, in lower case, like example.com or *.example.com.',
      }),
    )
    .max(50)
    .optional()
    .describe(
      'Further hosts that the page may lead to; leaving them and those of the addresses stops the run.',
    ),
  screenshot: z.boolean().optional().describe('Take a picture at the end; no unless told.'),
  headless: z.boolean().optional().describe('Without a window; yes unless told.'),
});

const result = z.object({
  url: z.string(),
  finalUrl: z.string(),
  title: z.string(),
  steps: z.array(
    z.object({
      /** From 0. */
      index: z.number().int().nonnegative(),
      action: z.string(),
      ok: z.boolean(),
      durationMs: z.number().nonnegative(),
      value: jsonValue.exactOptional(),
    }),
  ),
  screenshot: artifactRef.exactOptional(),
});

/** Drives an installed browser through a list of steps. */
export const browserAutomation = defineTool({
  name: 'browser_automation',
  aliases: ['browser_automation_selenium'],
  title: TITLE,
  description: 'Opens a page in a browser and clicks, types, reads and takes pictures there, step by step.',
  version: '1',
  risk: 'high',
  repeatable: false,
  args,
  result,
  ...notYet(TITLE),
});
