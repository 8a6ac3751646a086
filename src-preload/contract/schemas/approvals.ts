import { z } from 'zod';
import {
  approvalKind,
  caller,
  epochSeconds,
  id,
  jsonValue,
  longText,
  nothing,
  plan,
  risk,
  ruleMatch,
} from './common.ts';

const pendingApproval = z.strictObject({
  approvalId: id,
  kind: approvalKind,
  runId: id.exactOptional(),
  tool: z.string().exactOptional(),
  caller,
  risk,
  summary: z.string(),
  expiresAt: epochSeconds,
});

const SCOPES = ['once', 'session', 'rule'] as const;
const YEAR_S = 366 * 24 * 3600;
const scope = z.strictObject({
  kind: z.enum(SCOPES),
  match: ruleMatch.optional(),
  expiresInS: z.number().int().positive().max(YEAR_S).optional(),
});
const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** What an answer repeats; whatever it is, main compares it with the request's own. */
const repeatedHash = z.string().max(200);

const approvalView = z.strictObject({
  approvalId: id,
  hash,
  kind: approvalKind,
  tool: z.string(),
  caller,
  plan,
  args: jsonValue,
  risk,
  why: z.string(),
  reason: z.string().exactOptional(),
  agentId: z.string().exactOptional(),
  department: z.string().exactOptional(),
  flags: z.array(
    z.strictObject({
      kind: z.enum([
        'invisible',
        'bidi',
        'control',
        'lookalike_host',
        'long_spaces',
        'secret',
        'secret_sent',
        'untrusted',
      ]),
      where: z.string(),
      message: z.string(),
      start: z.number().int().nonnegative().exactOptional(),
      end: z.number().int().nonnegative().exactOptional(),
    }),
  ),
  expiresAt: epochSeconds,
  scopes: z.array(z.enum(SCOPES)),
  reach: z
    .strictObject({ actions: z.array(z.string()), hosts: z.array(z.string()), folders: z.array(z.string()) })
    .exactOptional(),
  ruleLimits: z
    .strictObject({ narrow: z.number().int().positive(), wide: z.number().int().positive() })
    .exactOptional(),
  change: z.array(z.strictObject({ key: z.string(), from: jsonValue, to: jsonValue })).exactOptional(),
  picture: z
    .strictObject({
      mime: z.string(),
      base64: z.string(),
      width: z.number().int().positive(),
      height: z.number().int().positive(),
      marks: z.array(z.strictObject({ x: z.number().int(), y: z.number().int(), label: z.string() })),
    })
    .exactOptional(),
  pictureProblem: z.string().exactOptional(),
});

/** The panel's view of waiting questions. */
export const approvalsChannels = {
  'approvals.pending': { request: nothing, response: z.array(pendingApproval) },
  'approvals.review': {
    request: z.strictObject({ approvalId: id }),
    response: z.strictObject({ raised: z.boolean() }),
  },
};

/** What the approval window alone can ask. */
export const approvalWindowChannels = {
  get: {
    request: z.strictObject({ approvalId: id.optional() }).or(nothing),
    response: z.strictObject({
      approval: approvalView.nullable(),
      position: z.number().int(),
      waiting: z.number().int(),
      queue: z.array(id),
      language: z.string(),
    }),
  },
  approve: {
    request: z.strictObject({ approvalId: id, hash: repeatedHash, scope }),
    response: z.strictObject({ approvalId: id }),
  },
  deny: {
    request: z.strictObject({ approvalId: id, hash: repeatedHash, note: longText.optional() }),
    response: z.strictObject({ approvalId: id }),
  },
  describe: {
    request: z.strictObject({ approvalId: id, scope }),
    response: z.strictObject({ words: z.string() }),
  },
  fit: {
    request: z.strictObject({ height: z.number().min(0).max(100_000) }),
    response: z.strictObject({ height: z.number() }),
  },
};
