import { z } from 'zod';
import type { RunOutcome } from '../types.ts';
import {
  artifactRef,
  caller,
  decision,
  epochSeconds,
  id,
  jsonObject,
  jsonValue,
  longText,
  nothing,
  plan,
  runError,
  runState,
  shortText,
  status,
} from './common.ts';

const labels = {
  dryRun: z.boolean().optional(),
  reason: longText.optional(),
  agentId: shortText.optional(),
  department: shortText.optional(),
  traceId: id.optional(),
};
const step = z.strictObject({ tool: id, args: jsonObject.optional() });

export const runRequest = z.union([
  z.strictObject({ ...step.shape, ...labels }),
  // More steps than any budget allows would only be planned to be refused.
  z.strictObject({ steps: z.array(step).min(1).max(1000), ...labels }),
]);

export const runOutcome: z.ZodType<RunOutcome> = z.strictObject({
  runId: id,
  traceId: id,
  auditId: z.string(),
  tool: z.string(),
  status,
  dryRun: z.boolean(),
  plan: plan.exactOptional(),
  decision: decision.exactOptional(),
  result: jsonValue.exactOptional(),
  error: runError.exactOptional(),
  durationMs: z.number().nonnegative(),
  attempts: z.number().int().nonnegative(),
  artifacts: z.array(artifactRef),
  get steps() {
    return z.array(runOutcome).exactOptional();
  },
});

export const activeRun = z.strictObject({
  runId: id,
  traceId: id,
  tool: z.string(),
  caller,
  state: runState,
  startedAt: epochSeconds,
  step: z.strictObject({ index: z.number(), of: z.number(), words: z.string() }).exactOptional(),
});

export const runsChannels = {
  // Arguments that cannot be read end the run as invalid_args, in the record like any other.
  'runs.start': { request: runRequest, response: runOutcome, apart: /^(steps\[\d+\]\.)?args$/ },
  'runs.cancel': {
    request: z.strictObject({ runId: id }),
    response: z.strictObject({ cancelled: z.boolean() }),
  },
  'runs.active': { request: nothing, response: z.array(activeRun) },
};
