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

/** A JSON value. The ipc wrapper has already made sure that it is plain, bounded and free of cycles. */
export const jsonValue: z.ZodType<JsonValue> = z.json() as z.ZodType<JsonValue>;
export const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), jsonValue);

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
export const epochSeconds = z.number().finite();
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
  refusal: z.strictObject({ guard: z.enum(GUARDS), message: z.string() }).exactOptional(),
});

export const decision = z.strictObject({
  verdict: z.enum(VERDICTS),
  decidedBy: z.string(),
  why: z.string(),
  approvalId: id.exactOptional(),
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
