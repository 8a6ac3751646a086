import { z } from 'zod';
import type { Answer, ErrorCode } from '../../src-preload/contract/errors.ts';
import { InvalidCursor } from '../audit/cursor.ts';
import { AuditUnavailable } from '../audit/audit-log.ts';
import { Refusal } from '../execution/refusal.ts';
import { NotPlainJson, plainRequest, type PlainRequest } from './plain-json.ts';

/** For each channel, the function that answers it; requests have been parsed, responses will be. */
export type Handlers<C> = {
  [N in keyof C]: C[N] extends { request: infer Q; response: infer R }
    ? (request: Q, unreadable: PlainRequest['unreadable']) => R | Promise<R>
    : never;
};

interface ChannelSchema {
  request: z.ZodType;
  response: z.ZodType;
  /** Paths of what the handler judges by itself: what could not be read there is left out, and the handler is told. */
  apart?: RegExp;
}

type Handler = (request: never, unreadable: PlainRequest['unreadable']) => unknown;

/** Answers requests by channel name. It never rejects: whatever goes wrong becomes an error with a code. */
export type Dispatch = (name: unknown, request: unknown) => Promise<Answer<unknown>>;

/**
 * The one way from a channel name to a handler. A handler cannot be reached without its schema being applied to what
 * comes in, nor answer without its schema being applied to what goes out.
 * @param onBug hears of what was thrown that is no refusal, and of answers that their own schema refuses
 */
export function createDispatch<C>(
  schemas: { [N in keyof C]: ChannelSchema },
  handlers: Handlers<C>,
  onBug: (channel: string, error: unknown) => void,
): Dispatch {
  const byName = new Map<string, { schema: ChannelSchema; handler: Handler }>();
  for (const name of Object.keys(handlers) as (keyof C & string)[]) {
    byName.set(name, { schema: schemas[name], handler: handlers[name] });
  }
  return async (name, request) => {
    const channel = typeof name === 'string' ? byName.get(name) : undefined;
    if (typeof name !== 'string' || !channel) return refuse('not_found', 'There is no such method.');
    try {
      const { value, unreadable } = plainRequest(request, channel.schema.apart);
      const parsed = channel.schema.request.safeParse(value);
      if (!parsed.success) return badRequest(parsed.error);
      const answer = await channel.handler(parsed.data as never, unreadable);
      const checked = channel.schema.response.safeParse(answer);
      if (!checked.success) throw new Error(`The answer does not fit its schema: ${checked.error.message}`);
      return { ok: true, value: checked.data };
    } catch (error) {
      const expected = expectedError(error);
      if (expected) return expected;
      onBug(name, error);
      return refuse('internal', 'Something went wrong inside the app. Its log has the details.');
    }
  };
}

/** The failures that handlers may have, by code; null for a bug. */
function expectedError(error: unknown): Answer<never> | null {
  if (error instanceof Refusal) return refuse(error.code, error.message, error.details);
  if (error instanceof AuditUnavailable) return refuse('audit_unavailable', error.message);
  if (error instanceof NotPlainJson || error instanceof InvalidCursor)
    return refuse('bad_request', error.message);
  return null;
}

function badRequest(error: z.ZodError): Answer<never> {
  const issues = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  return refuse('bad_request', z.prettifyError(error), { issues });
}

/** An error as it crosses the bridge. */
export function refuse(code: ErrorCode, message: string, details?: unknown): Answer<never> {
  return { ok: false, error: { code, message, ...(details === undefined ? {} : { details }) } };
}
