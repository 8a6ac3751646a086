import { z } from 'zod';
import { auditRun } from './audit.ts';
import { epochSeconds, id, nothing, ruleMatch } from './common.ts';

const YEAR_S = 366 * 24 * 3600;

const rule = z.strictObject({
  ruleId: id,
  tool: z.string(),
  match: ruleMatch,
  words: z.string(),
  createdAt: epochSeconds,
  expiresAt: epochSeconds.nullable(),
  uses: z.number().int(),
  lastUsedAt: epochSeconds.nullable(),
  lapsed: z.literal(true).optional(),
});

const sessionAnswer = z.strictObject({
  answerId: id,
  tool: z.string(),
  match: ruleMatch,
  words: z.string(),
  createdAt: epochSeconds,
  uses: z.number().int(),
  lastUsedAt: epochSeconds.nullable(),
});

export const rulesChannels = {
  'rules.list': { request: nothing, response: z.array(rule) },
  'rules.remove': {
    request: z.strictObject({ ruleId: id }),
    response: z.strictObject({ removed: z.boolean() }),
  },
  'rules.sessions': { request: nothing, response: z.array(sessionAnswer) },
  'rules.removeSession': {
    request: z.strictObject({ answerId: id }),
    response: z.strictObject({ removed: z.boolean() }),
  },
  'rules.propose': {
    request: z.strictObject({
      tool: id,
      match: ruleMatch,
      expiresInS: z.number().int().positive().max(YEAR_S).optional(),
    }),
    response: rule,
  },
  'rules.simulate': {
    request: z.strictObject({
      tool: id,
      match: ruleMatch,
      from: epochSeconds.optional(),
      to: epochSeconds.optional(),
    }),
    response: z.strictObject({
      runs: z.number().int(),
      wouldAllow: z.number().int(),
      wouldAsk: z.number().int(),
      examples: z.array(auditRun),
      since: epochSeconds.nullable(),
    }),
  },
};
