import { z } from 'zod';
import { notYet } from '../not-yet.ts';
import { defineTool } from '../tool.ts';

const TITLE = 'Consult';

const LOCAL_ONLY = ['model', 'temperature', 'maxTokens'] as const;

const args = z
  .strictObject({
    provider: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, { error: 'The id of a provider, like chatgpt or ollama.' })
      .describe(
        'Who is asked: chatgpt, gemini, claude, one of your own providers, or ollama for a local model.',
      ),
    question: z.string().min(1).max(32_000).describe('The exact text that is sent.'),
    timeoutSec: z
      .number()
      .int()
      .min(5)
      .max(600)
      .optional()
      .describe('Seconds to wait for the whole answer; the limit of the run unless told.'),
    model: z.string().min(1).max(200).optional().describe('Only for ollama: the model, like llama3.2:3b.'),
    temperature: z
      .number()
      .min(0)
      .max(2)
      .optional()
      .describe("Only for ollama: 0 to 2; the model's own unless told."),
    maxTokens: z
      .number()
      .int()
      .min(1)
      .max(32_768)
      .optional()
      .describe('Only for ollama: where the answer is cut, in tokens.'),
  })
  .superRefine((given, context) => {
    if (given.provider === 'ollama') return;
    // A web page has no place for these: taking them and dropping them would answer another question.
    for (const key of LOCAL_ONLY.filter((name) => given[name] !== undefined)) {
      context.addIssue({ code: 'custom', path: [key], message: `${key} is only for the provider ollama.` });
    }
  });

const result = z.object({
  provider: z.string(),
  state: z.enum(['complete', 'partial', 'login_required', 'challenge', 'ui_error', 'timeout']),
  answer: z.string(),
  url: z.string(),
  elapsedMs: z.number().nonnegative(),
});

/** Asks an assistant through its own web page, or a local model. */
export const consultUi = defineTool({
  name: 'consult_ui',
  aliases: [],
  title: TITLE,
  description:
    'Sends a question to an assistant through its own web page, or to a local model, and returns the answer.',
  version: '1',
  risk: 'high',
  askAlways: true,
  repeatable: false,
  args,
  result,
  ...notYet(TITLE),
});
