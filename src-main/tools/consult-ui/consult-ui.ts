import type { Plan } from '../../../src-preload/contract/types.ts';
import { hostAndPort } from '../../platform/address-guard.ts';
import { defineTool, type Tool } from '../tool.ts';
import { askOllama, planOllama } from './ask-ollama.ts';
import { consultPage, planPage } from './consult-page.ts';
import { consultArgs, consultResult, OLLAMA, type ConsultArgs, type ConsultResult } from './schema.ts';

/**
 * Asks an assistant through its own web page, or a local model. Its own risk is that of the local model; a plan for a web
 * page raises it to high and asks each time.
 */
export const consultUi: Tool = defineTool<ConsultArgs, ConsultResult>({
  name: 'consult_ui',
  aliases: [],
  title: 'Consult',
  description:
    'Sends a question to an assistant through its own web page, or to a local model, and returns the answer.',
  version: '1',
  risk: 'medium',
  upTo: { risk: 'high', askAlways: true },
  untrusted: true,
  repeatable: false,
  args: consultArgs,
  result: consultResult,
  examples: [
    { title: 'Ask a local model', args: { provider: OLLAMA, question: 'What is a fast-forward merge?' } },
    {
      title: 'Ask an assistant through its web page',
      args: { provider: 'chatgpt', question: 'What is a fast-forward merge?' },
    },
  ],
  // Ollama being off, or no browser being there, is about one provider: the plan or the run says so.
  availability: () => Promise.resolve({ ok: true }),
  plan: (args, context) =>
    Promise.resolve().then(() => (args.provider === OLLAMA ? planOllama : planPage)(args, context)),
  // Who is asked is what a standing answer can be narrowed to; of pages there is none, a plan for one asks each time.
  narrows: { actions: [OLLAMA], hosts: true, folders: false },
  reach: ({ plan, args }) => ({ actions: [args.provider], hosts: hostsOf(plan), folders: [] }),
  run: ({ plan, args }, context) => (args.provider === OLLAMA ? askOllama : consultPage)(plan, args, context),
});

function hostsOf({ facts: { url } }: Plan): string[] {
  return typeof url === 'string' ? [hostAndPort(new URL(url))] : [];
}
