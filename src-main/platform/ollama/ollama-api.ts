import { z } from 'zod';
import { askLocal, linesOf, readText } from './local-http.ts';
import type { OllamaAddress } from './ollama-url.ts';

/*
 * Ollama's HTTP API (docs/api.md of ollama/ollama): `GET /api/tags` lists the models, `POST /api/chat` answers with one JSON
 * object a line, of which the last has `done: true` and says why it ended.
 */

const MAX_LIST_BYTES = 8_000_000;
const MAX_LINE_CHARS = 1_000_000;
const MAX_ERROR_BYTES = 64_000;
export const MAX_MODELS = 1_000;

export type Reachable = Extract<OllamaAddress, { ok: true }>;

export interface OllamaModel {
  /** `name:tag`, as Ollama takes it. */
  model: string;
  /** Bytes on disk. */
  size: number;
  family: string;
}

/** Something answered that does not speak as Ollama does, or Ollama refused. `status` is HTTP's. */
export class OllamaRefusal extends Error {
  override name = 'OllamaRefusal';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const tags = z.object({
  models: z
    .array(
      z.object({
        name: z.string().min(1).max(500),
        size: z.number().nonnegative().catch(0),
        details: z.object({ family: z.string().max(200).catch('') }).catch({ family: '' }),
      }),
    )
    .nullable(),
});

/**
 * The models that are there, in Ollama's own order: the one changed last comes first.
 * @throws OllamaRefusal, the connection's error, or the signal's reason
 */
export async function listModels(at: Reachable, signal: AbortSignal): Promise<OllamaModel[]> {
  const answer = await askLocal({ ...at, method: 'GET', path: '/api/tags', signal });
  if (answer.statusCode !== 200) throw await refusalOf(answer);
  const parsed = tags.safeParse(asJson(await readText(answer, MAX_LIST_BYTES)));
  if (!parsed.success) throw new OllamaRefusal(200, 'What answers there does not speak as Ollama does.');
  return (parsed.data.models ?? [])
    .slice(0, MAX_MODELS)
    .map(({ name, size, details }) => ({ model: name, size, family: details.family }));
}

export interface ChatRequest {
  model: string;
  question: string;
  temperature?: number | undefined;
  /** Tokens after which the answer is cut. */
  maxTokens?: number | undefined;
}

const piece = z.object({
  message: z.object({ content: z.string().default('') }).optional(),
  done: z.boolean().default(false),
  done_reason: z.string().optional(),
  error: z.string().optional(),
});

/** How an answer ended: whole, cut at a cap, or broken off (the stream ended without its last line, or said an error). */
export type ChatEnd = { how: 'whole' } | { how: 'cut' } | { how: 'broken'; why: string };

/**
 * Asks, and hands over each piece of the answer as it comes; resolves to how it ended. Only Ollama's own last line with
 * the reason `stop` makes an answer whole.
 * @param onText may answer false to have no more
 * @throws OllamaRefusal before the first piece, the connection's error before the answer began, or the signal's reason
 */
export async function chat(
  at: Reachable,
  asked: ChatRequest,
  onText: (text: string) => boolean,
  signal: AbortSignal,
): Promise<ChatEnd> {
  const { model, question, temperature, maxTokens } = asked;
  const answer = await askLocal({
    ...at,
    method: 'POST',
    path: '/api/chat',
    json: {
      model,
      messages: [{ role: 'user', content: question }],
      stream: true,
      options: {
        ...(temperature === undefined ? {} : { temperature }),
        ...(maxTokens === undefined ? {} : { num_predict: maxTokens }),
      },
    },
    signal,
  });
  if (answer.statusCode !== 200) throw await refusalOf(answer);
  try {
    for await (const line of linesOf(answer, MAX_LINE_CHARS)) {
      const parsed = piece.safeParse(asJson(line));
      if (!parsed.success) return { how: 'broken', why: 'A line of the answer was not what Ollama sends.' };
      const { message, done, done_reason: reason, error } = parsed.data;
      if (error !== undefined) return { how: 'broken', why: `Ollama says: ${error.slice(0, 500)}` };
      if (message && message.content !== '' && !onText(message.content)) return { how: 'cut' };
      // Versions before 0.1.45 give no reason with the last line.
      if (done) return (reason ?? 'stop') === 'stop' ? { how: 'whole' } : { how: 'cut' };
    }
    return { how: 'broken', why: 'The answer ended without its last line.' };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    return { how: 'broken', why: error instanceof Error ? error.message : String(error) };
  } finally {
    answer.destroy();
  }
}

async function refusalOf(answer: Parameters<typeof readText>[0]): Promise<OllamaRefusal> {
  const status = answer.statusCode ?? 0;
  const said = z.object({ error: z.string() }).safeParse(asJson(await readText(answer, MAX_ERROR_BYTES)));
  return new OllamaRefusal(status, said.success ? said.data.error.slice(0, 500) : `HTTP status ${status}`);
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
