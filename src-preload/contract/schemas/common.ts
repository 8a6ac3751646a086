import { z } from 'zod';
import type { JsonObject, JsonValue } from '../json.ts';
import {
  APPROVAL_KINDS,
  EFFECT_KINDS,
  GUARDS,
  RISKS,
  RUN_STATES,
  STATUSES,
  TOOL_NAMES,
  VERDICTS,
} from '../types.ts';

// Compiling schemas with `new Function` would trip a page's CSP; one way of parsing everywhere.
z.config({ jitless: true });

/** Deeper values than this are refused everywhere: recursion over them would be the sender's choice. */
export const MAX_JSON_DEPTH = 64;

/** Whether JSON can carry `value` without loss: plain data, bounded depth (which also rules out cycles). */
export function isJsonValue(value: unknown, depth = MAX_JSON_DEPTH): value is JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth === 0) return false;
  if (Array.isArray(value)) return value.every((item) => isJsonValue(item, depth - 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every((member) => member === undefined || isJsonValue(member, depth - 1));
}

// Written by hand because results can be megabytes: zod's own recursive schema takes seconds for what this walks in
// milliseconds.
export const jsonValue: z.ZodType<JsonValue> = z.custom<JsonValue>((value) => isJsonValue(value), {
  error: 'Not a plain JSON value, or nested too deep.',
});
export const jsonObject: z.ZodType<JsonObject> = z.custom<JsonObject>(
  (value) => isJsonValue(value) && typeof value === 'object' && value !== null && !Array.isArray(value),
  { error: 'Not a plain JSON object, or nested too deep.' },
);

/** For requests that carry nothing: no argument, or an empty object. */
export const nothing = z
  .union([z.undefined(), z.null(), z.strictObject({})])
  .transform((): void => undefined);

export const toolName = z.enum(TOOL_NAMES);
export const risk = z.enum(RISKS);
export const status = z.enum(STATUSES);
export const approvalKind = z.enum(APPROVAL_KINDS);
export const runState = z.enum(RUN_STATES);
/** Names, labels and ids: bounded, so that a caller cannot fill the log with one field. */
export const shortText = z.string().max(200);
export const longText = z.string().max(4000);
export const id = z.string().min(1).max(100);
export const epochSeconds = z.number();
export const caller = shortText;

export const effect = z.strictObject({
  kind: z.enum(EFFECT_KINDS),
  target: z.string(),
  detail: z.string(),
});

export const plan = z.strictObject({
  summary: z.string(),
  risk,
  steps: z.number().int().nonnegative(),
  effects: z.array(effect),
  facts: jsonObject,
  askAlways: z.literal(true).exactOptional(),
  refusal: z.strictObject({ guard: z.enum(GUARDS), message: z.string() }).exactOptional(),
});

export const decision = z.strictObject({
  verdict: z.enum(VERDICTS),
  decidedBy: z.string(),
  why: z.string(),
  approvalId: id.exactOptional(),
  tainted: z.literal(true).exactOptional(),
});

export const artifactRef = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  mime: z.string(),
  bytes: z.number().int().nonnegative(),
  name: z.string(),
});

export const runError = z.strictObject({
  code: z.string(),
  message: z.string(),
  details: jsonValue.exactOptional(),
});

export const ruleMatch = z.strictObject({
  action: shortText.optional(),
  host: shortText.optional(),
  folder: longText.optional(),
  caller: caller.optional(),
});
