import { hash } from 'node:crypto';
import type { JsonValue } from '../../src-preload/contract/json.ts';
import { STATUSES, type RunError, type Status } from '../../src-preload/contract/types.ts';
import type { AuditDraft } from './audit-log.ts';

/** The earlier system's words for how a call ended, where they are not ours. */
const EARLIER_WORDS: Record<string, Status> = {
  success: 'ok',
  completed: 'ok',
  failed: 'error',
  failure: 'error',
  blocked: 'policy_blocked',
  'dry-run': 'dry_run',
  timeout: 'timed_out',
};
/** An id that can be shown, filtered by and stand in a list as it is. */
const PLAIN_ID = /^[\w.:@-]{1,80}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export interface LegacyEntry {
  draft: AuditDraft;
  /** Epoch seconds. */
  ts: number;
  auditId: string | null;
}

/** Reads one line of the earlier system's log; null when it is none. */
export function legacyDraft(line: Buffer, from: { file: string; line: number }): LegacyEntry | null {
  const value = parse(line);
  if (value === null) return null;
  const tool = text(value['tool_name']);
  const ts = time(value['ts']);
  // Without a time and a tool it says nothing of what was done when.
  if (tool === null || ts === null) return null;
  const auditId = text(value['audit_id']);
  const traceId = text(value['trace_id']);
  const status = statusOf(value['status']);
  const unknown = status === null ? text(value['status']) : null;
  return {
    ts,
    auditId: auditId !== null && UUID.test(auditId) ? auditId : null,
    draft: {
      event: 'finished',
      run_id: `legacy-${plainId(auditId ?? `${from.file}-${from.line}`)}`,
      trace_id: traceId === null ? null : plainId(traceId),
      tool_name: tool,
      caller: 'legacy',
      agent_id: text(value['agent_id']),
      department: text(value['department']),
      reason: text(value['reason']),
      status,
      duration_ms: number(value['duration_ms']),
      error: errorOf(value['error']),
      args: (value['args'] ?? null) as JsonValue,
      detail: {
        imported: from,
        ...(unknown !== null && { status: unknown }),
        // What somebody wrote there that is no id of ours.
        ...(auditId !== null && !UUID.test(auditId) && { audit_id: auditId }),
        ...(traceId !== null && traceId !== plainId(traceId) && { trace_id: traceId }),
      },
    },
  };
}

function parse(line: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The id itself, or a digest that stands for one that holds whatever somebody put there. */
function plainId(id: string): string {
  return PLAIN_ID.test(id) ? id : hash('sha256', JSON.stringify(id), 'hex').slice(0, 32);
}

/** As long as it is: what the record cuts, it marks as cut. */
function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Epoch seconds, or a date in words. */
function time(value: unknown): number | null {
  if (typeof value === 'number') return number(value);
  if (typeof value !== 'string') return null;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? null : ms / 1000;
}

function statusOf(value: unknown): Status | null {
  if (typeof value !== 'string') return null;
  const known = STATUSES.find((status) => status === value);
  return known ?? EARLIER_WORDS[value.toLowerCase()] ?? null;
}

function errorOf(value: unknown): RunError | null {
  if (value === null || value === undefined || value === '') return null;
  return { code: 'legacy', message: typeof value === 'string' ? value : JSON.stringify(value) };
}
