import type { Plan } from '../../../src-preload/contract/types.ts';
import { defineTool } from '../tool.ts';
import { browserArgs } from './args.ts';
import { planFacts } from './facts.ts';
import { availability, planFor } from './plan.ts';
import { namedHosts } from './planned-hosts.ts';
import { browserResult } from './result.ts';

import type { BrowserStep } from './steps.ts';

/** Drives an installed browser through a list of steps. */
export const browserAutomation = defineTool({
  name: 'browser_automation',
  aliases: ['browser_automation_selenium'],
  title: 'Browser automation',
  description:
    'Opens a page in a browser and clicks, types, reads and takes pictures there, step by step. Starts without cookies, keeps to the hosts that were named, and reaches no private address unless the settings allow it.',
  version: '1',
  risk: 'high',
  untrusted: true,
  // What was clicked has been clicked: a second try would do it again.
  repeatable: false,
  args: browserArgs,
  result: browserResult,
  examples: [
    {
      title: 'Open a page and take a picture of it',
      args: { url: 'https://example.com/', steps: [], screenshot: true },
    },
    {
      title: 'Read a heading',
      args: { url: 'https://example.com/', steps: [{ action: 'extract', selector: 'h1', what: 'text' }] },
    },
    {
      title: 'Follow a link, in a window that can be watched',
      args: {
        url: 'https://example.com/',
        steps: [{ action: 'click', selector: 'a' }],
        hosts: ['www.iana.org'],
        headless: false,
      },
    },
  ],
  availability,
  plan: planFor,
  // Every run goes to a page: a rule for another action alone would cover none.
  narrows: { actions: ['goto'], hosts: true, folders: true },
  reach: ({ plan, args }) => ({
    actions: [...new Set<BrowserStep['action']>(['goto', ...args.steps.map((step) => step.action)])],
    // What an http address stands for besides is no other host to whoever allows one.
    hosts: namedHosts(args),
    folders: args.steps.some(({ action }) => action === 'upload') ? filesOf(plan) : [],
  }),
  run: async ({ plan, args }, context) => {
    // Not needed on the app's way to its window.
    const { runSteps } = await import('./run.ts');
    return runSteps(plan, args, context);
  },
});

/** The real paths of what would be uploaded. */
function filesOf({ facts }: Plan): string[] {
  return planFacts.parse(facts).files.map(({ realPath }) => realPath);
}
