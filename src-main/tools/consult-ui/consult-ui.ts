import { ToolError } from '../../platform/tool-error.ts';
import { defineTool, type Tool } from '../tool.ts';
import { askOllama, planOllama } from './ask-ollama.ts';
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
  repeatable: false,
  args: consultArgs,
  result: consultResult,
  // Ollama being off, or no browser being there, is about one provider: the plan or the run says so.
  availability: () => Promise.resolve({ ok: true }),
  plan: (args, context) =>
    Promise.resolve().then(() => {
      if (args.provider === OLLAMA) return planOllama(args, context);
      throw new ToolError(
        'unavailable',
        'not_in_this_version',
        'Web pages are not asked in this version yet.',
      );
    }),
  run: ({ plan, args }, context) => askOllama(plan, args, context),
});
