import { OllamaRefusal, type ChatEnd, type Reachable } from '../../platform/ollama/ollama-api.ts';
import type { OllamaClient } from '../../platform/platform.ts';
import { ToolError } from '../../platform/tool-error.ts';
import type { Plan } from '../../../src-preload/contract/types.ts';
import type { PlanContext, RunContext } from '../tool.ts';
import { timeLimit } from './time-limit.ts';
import { OLLAMA, type ConsultArgs, type ConsultResult } from './schema.ts';

/** An answer longer than this is cut: no model writes a book of its own accord. */
const MAX_ANSWER_CHARS = 1_000_000;

/** What asking a local model would do. @throws ToolError where Ollama is said to be on another computer */
export function planOllama(args: ConsultArgs, { platform }: PlanContext): Plan {
  const at = platform.consult.ollamaAddress();
  if (!at.ok) throw new ToolError('unavailable', 'ollama_not_local', at.problem);
  const who =
    args.model === undefined ? 'the model that Ollama lists first' : `the local model ${args.model}`;
  return {
    summary: `Ask ${who}, through Ollama on this computer (${at.url}).`,
    risk: 'medium',
    steps: 1,
    effects: [{ kind: 'network', target: at.url, detail: `to ${who}: ${args.question}` }],
    facts: { provider: OLLAMA, url: at.url, host: at.host, port: at.port },
  };
}

/** Asks a local model. @throws ToolError when Ollama does not answer, or has no such model */
export async function askOllama(plan: Plan, args: ConsultArgs, context: RunContext): Promise<ConsultResult> {
  const at = reachable(plan);
  const ollama = context.platform.consult.ollama(at);
  const began = performance.now();
  const limit = timeLimit(args.timeoutSec, context);
  const parts: string[] = [];
  let model = args.model ?? null;
  let end: ChatEnd | { how: 'overdue' };
  try {
    model ??= await firstModel(ollama, limit.signal);
    end = await ask(ollama, { ...args, model }, parts, context, limit.signal);
  } catch (error) {
    context.signal.throwIfAborted();
    if (!limit.signal.aborted) {
      throw error instanceof ToolError ? error : await failure(error, ollama, at, model, limit.signal);
    }
    end = { how: 'overdue' };
  } finally {
    limit.end();
  }
  context.signal.throwIfAborted();
  const answer = parts.join('').slice(0, MAX_ANSWER_CHARS);
  return {
    provider: OLLAMA,
    ...stateOf(end, answer, limit.seconds),
    answer,
    url: at.url,
    elapsedMs: Math.round(performance.now() - began),
    ...(model === null ? {} : { model }),
    untrusted: true,
  };
}

/** The answer goes into `parts` as it comes. */
function ask(
  ollama: OllamaClient,
  { model, question, temperature, maxTokens }: ConsultArgs & { model: string },
  parts: string[],
  context: RunContext,
  limit: AbortSignal,
): Promise<ChatEnd> {
  context.step(1, 1, `Ask ${model}`);
  let length = 0;
  const onText = (text: string): boolean => {
    length += text.length;
    parts.push(text);
    return length < MAX_ANSWER_CHARS;
  };
  return ollama.chat({ model, question, temperature, maxTokens }, onText, limit);
}

function reachable({ facts }: Plan): Reachable {
  const { url, host, port } = facts;
  if (typeof url !== 'string' || typeof host !== 'string' || typeof port !== 'number') {
    throw new Error('not a plan for Ollama');
  }
  return { ok: true, url, host, port };
}

async function firstModel(ollama: OllamaClient, limit: AbortSignal): Promise<string> {
  const [first] = await ollama.models(limit);
  if (first !== undefined) return first.model;
  throw new ToolError(
    'unavailable',
    'no_model',
    'Ollama has no model yet. Fetch one with "ollama pull llama3.2", then ask again.',
  );
}

/** As with a page: only an answer with words in it is one, and only with its end is it whole. */
function stateOf(
  end: ChatEnd | { how: 'overdue' },
  answer: string,
  seconds: number,
): Pick<ConsultResult, 'state' | 'note'> {
  const some = answer.trim() !== '';
  switch (end.how) {
    case 'whole':
      return some ? { state: 'complete' } : { state: 'partial', note: 'The answer has no text.' };
    case 'cut':
      return { state: 'partial', note: 'The answer was cut at its cap.' };
    case 'broken':
      return some
        ? { state: 'partial', note: `The answer broke off. ${end.why}` }
        : { state: 'ui_error', note: `There was no answer. ${end.why}` };
    case 'overdue':
      return {
        state: some ? 'partial' : 'timeout',
        note: `The answer was not whole after ${seconds} s. Ask for more time with timeoutSec.`,
      };
  }
}

/** What went wrong before there was an answer, with what to do. */
async function failure(
  error: unknown,
  ollama: OllamaClient,
  at: Reachable,
  model: string | null,
  limit: AbortSignal,
): Promise<ToolError> {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') {
    const message = `Nothing answers at ${at.url}. Start Ollama (the app, or "ollama serve"), or set OLLAMA_HOST to where it listens on this computer.`;
    return new ToolError('unavailable', 'ollama_not_running', message);
  }
  if (error instanceof OllamaRefusal && error.status === 404 && model !== null) {
    const there = await ollama.models(limit).then(
      (models) => models.map((each) => each.model),
      () => null,
    );
    const known =
      there === null
        ? 'Which it has could not be found out.'
        : there.length === 0
          ? 'It has none.'
          : `It has: ${there.slice(0, 50).join(', ')}.`;
    return new ToolError(
      'error',
      'model_missing',
      `Ollama has no model "${model}". ${known} Name one of them, or fetch it with "ollama pull ${model}".`,
      { details: { models: (there ?? []).slice(0, 50) } },
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  return new ToolError('error', 'ollama_failed', `Ollama at ${at.url} failed: ${message}`);
}
