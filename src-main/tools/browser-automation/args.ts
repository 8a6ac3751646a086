import { z } from 'zod';
import { canonicalDomain, canonicalHostPort } from '../../../src-preload/contract/schemas/hosts.ts';
import { browserStep, webUrl } from './steps.ts';

export const browserArgs = z.strictObject({
  url: webUrl.describe('Address of the first page, http or https.'),
  steps: z
    .array(browserStep)
    .max(1000)
    .describe('What to do there, in order. The first step that fails ends the run.'),
  hosts: z
    .array(
      z.string().refine((host) => canonicalDomain(host) === host || canonicalHostPort(host) === host, {
        error:
          'A host name as in an address, in lower case, like example.com, *.example.com or example.com:8080.',
      }),
    )
    .max(50)
    .optional()
    .describe(
      'Further hosts that the page may lead to, on the usual ports unless one is written; leaving them and those of the addresses stops the run.',
    ),
  screenshot: z.boolean().optional().describe('Take a picture at the end; no unless told.'),
  headless: z.boolean().default(true).describe('Without a window; yes unless told.'),
});
export type BrowserArgs = z.infer<typeof browserArgs>;
