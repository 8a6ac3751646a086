import { z } from 'zod';
import { AUDIT_EVENTS, CHAIN_PROBLEMS, DECIDERS, VERDICTS } from '../types.ts';
import {
  artifactRef,
  caller,
  decision,
  effect,
  epochSeconds,
  id,
  jsonValue,
  nothing,
  runError,
  shortText,
  status,
} from './common.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const auditEntry = z.strictObject({
  audit_id: z.string(),
  ts: epochSeconds,
  tool_name: z.string().nullable(),
  department: z.string().nullable(),
  agent_id: z.string().nullable(),
  reason: z.string().nullable(),
  status: status.nullable(),
  trace_id: z.string().nullable(),
  duration_ms: z.number().nullable(),
  error: runError.nullable(),
  args: jsonValue,
  seq: z.number().int(),
  event: z.enum([...AUDIT_EVENTS, 'unknown']),
  run_id: z.string().optional(),
  caller: z.string().optional(),
  dry_run: z.boolean().optional(),
  plan: jsonValue.optional(),
  decision: decision.optional(),
  result: jsonValue.optional(),
  effects: z.array(effect).optional(),
  artifacts: z.array(artifactRef).optional(),
  attempts: z.number().optional(),
  detail: jsonValue.optional(),
  prev_hash: hash,
  hash,
  unreadable: z.strictObject({ keys: z.array(z.string()), line: z.string() }).optional(),
});

const MAX_PAGE = 500;
export const MAX_TEXT = 10_000;
export const auditQuery = z.strictObject({
  source: z.enum(['log', 'legacy']).optional(),
  text: z.string().max(MAX_TEXT).optional(),
  tools: z.array(shortText).max(50).optional(),
  statuses: z.array(status).max(50).optional(),
  callers: z.array(caller).max(50).optional(),
  events: z.array(z.enum(AUDIT_EVENTS)).max(50).optional(),
  decisions: z.array(z.enum(VERDICTS)).max(50).optional(),
  deciders: z.array(z.enum(DECIDERS)).max(50).optional(),
  rule: id.optional(),
  unreadable: z.literal(true).optional(),
  runId: id.optional(),
  traceId: id.optional(),
  from: epochSeconds.optional(),
  to: epochSeconds.optional(),
  order: z.enum(['asc', 'desc']).optional(),
  at: z.enum(['seq', 'time']).optional(),
  cursor: z.string().max(500).optional(),
  start: z
    .union([z.strictObject({ seq: z.number().int() }), z.strictObject({ time: epochSeconds })])
    .optional(),
  limit: z.number().int().min(1).max(MAX_PAGE).optional(),
  asker: shortText.optional(),
});

const total = z.strictObject({ value: z.number().int(), exact: z.boolean() });

const auditRun = z.strictObject({
  runId: z.string(),
  traceId: z.string().nullable(),
  tool: z.string().nullable(),
  caller: z.string().nullable(),
  status: status.nullable(),
  dryRun: z.boolean(),
  reason: z.string().nullable(),
  decision: decision.nullable(),
  startedAt: epochSeconds,
  durationMs: z.number().nullable(),
  error: runError.nullable(),
  auditId: z.string(),
  firstSeq: z.number().int(),
  lastSeq: z.number().int(),
  events: z.number().int(),
  unreadable: z.number().int().optional(),
});
export { auditRun };

const indexing = z.strictObject({ done: z.number(), of: z.number() }).optional();
const page = {
  nextCursor: z.string().nullable(),
  prevCursor: z.string().nullable(),
  total,
  log: z.strictObject({ firstSeq: z.number().int(), lastSeq: z.number().int() }),
  indexing,
};

export const auditChannels = {
  'audit.query': {
    request: auditQuery.or(nothing),
    response: z.strictObject({ entries: z.array(auditEntry), ...page }),
  },
  'audit.runs': {
    request: auditQuery.or(nothing),
    response: z.strictObject({ runs: z.array(auditRun), ...page }),
  },
  'audit.get': { request: z.strictObject({ auditId: id }), response: auditEntry },
  'audit.histogram': {
    request: z.strictObject({
      query: auditQuery,
      buckets: z.number().int().min(1).max(500),
      partial: z.boolean().optional(),
    }),
    response: z.strictObject({
      from: epochSeconds,
      to: epochSeconds,
      buckets: z.array(z.partialRecord(status, z.number().int())),
      indexing,
    }),
  },
  'audit.artifact': {
    request: z.strictObject({ sha256: hash }),
    response: z.strictObject({ mime: z.string(), base64: z.string() }),
  },
  'audit.verify': {
    request: nothing,
    response: z.strictObject({
      ok: z.boolean(),
      records: z.number().int(),
      signed: z.boolean(),
      problems: z.array(
        z.strictObject({
          seq: z.number().int().exactOptional(),
          segment: z.string().exactOptional(),
          kind: z.enum(CHAIN_PROBLEMS),
          message: z.string(),
        }),
      ),
      key: z.string().exactOptional(),
      head: z.strictObject({ count: z.number().int(), time: epochSeconds }).exactOptional(),
      unsigned: z.string().exactOptional(),
      removed: z.number().int().exactOptional(),
      artifacts: z.number().int().exactOptional(),
      notes: z.array(z.string()),
    }),
  },
  'audit.export': {
    request: z.strictObject({
      format: z.enum(['jsonl', 'csv', 'html']),
      query: auditQuery,
      of: z.enum(['runs', 'entries']).optional(),
    }),
    response: z.strictObject({ path: z.string(), entries: z.number().int() }),
  },
  'audit.cancel': {
    request: z.strictObject({ what: z.enum(['verify', 'export', 'import', 'simulate', 'diagnostics']) }),
    response: z.strictObject({ cancelled: z.boolean() }),
  },
  'audit.importLegacy': {
    request: nothing,
    response: z.strictObject({
      entries: z.number().int(),
      malformed: z.number().int(),
      malformedLines: z.array(z.number().int()),
    }),
  },
};
