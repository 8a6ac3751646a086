import type { JsonValue } from '../../src-preload/contract/json.ts';
import type {
  AuditEntry,
  AuditQuery,
  AuditRun,
  Decision,
  Decider,
} from '../../src-preload/contract/types.ts';

/** An id in the spelling that the record's lines have, so that it can be looked for before a line is parsed. */
export function needleOf(id: string | undefined): string | null {
  return id === undefined || id === '' ? null : JSON.stringify(id).slice(1, -1);
}

/** Whether a list of a query lets a value through; an empty one, or none, lets everything. */
export function covers<T>(wanted: readonly T[] | undefined, value: T | null | undefined): boolean {
  if (wanted === undefined || wanted.length === 0) return true;
  return value !== null && value !== undefined && wanted.includes(value);
}

function within(query: AuditQuery, ts: number): boolean {
  return (query.from === undefined || ts >= query.from) && (query.to === undefined || ts <= query.to);
}

/** The kind of what decided: `rule` of `rule:<id>`. */
export function deciderOf(decision: Decision | null | undefined): Decider | null {
  return (decision?.decidedBy.split(':', 1)[0] ?? null) as Decider | null;
}

/** Ids of the rules and session answers that a record is about: what decided, and what was made or taken back. */
export function rulesOf(entry: Pick<AuditEntry, 'event' | 'decision' | 'detail'>): string[] {
  const [kind, id] = split(entry.decision?.decidedBy ?? '');
  const rules = id !== '' && (kind === 'rule' || kind === 'session') ? [id] : [];
  if (entry.event === 'rule') {
    for (const key of ['ruleId', 'answerId']) {
      const named = memberOf(entry.detail, key);
      if (typeof named === 'string') rules.push(named);
    }
  }
  return rules;
}

function split(decidedBy: string): [kind: string, id: string] {
  const at = decidedBy.indexOf(':');
  return at < 0 ? [decidedBy, ''] : [decidedBy.slice(0, at), decidedBy.slice(at + 1)];
}

function memberOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value[key] : undefined;
}

/** All filters of the query but `text`; an empty list filters nothing. */
export function entryMatches(entry: AuditEntry, query: AuditQuery): boolean {
  return (
    covers(query.tools, entry.tool_name) &&
    covers(query.statuses, entry.status) &&
    covers(query.callers, entry.caller) &&
    covers(query.events, entry.event) &&
    covers(query.decisions, entry.decision?.verdict) &&
    covers(query.deciders, deciderOf(entry.decision)) &&
    (query.rule === undefined || rulesOf(entry).includes(query.rule)) &&
    (query.unreadable !== true || entry.unreadable !== undefined) &&
    (query.runId === undefined || entry.run_id === query.runId) &&
    (query.traceId === undefined || entry.trace_id === query.traceId) &&
    within(query, entry.ts)
  );
}

/** As `entryMatches`, for a whole run; time is the run's start. `events` and `text` are looked at while folding. */
export function runMatches(run: AuditRun, query: AuditQuery): boolean {
  return (
    covers(query.tools, run.tool) &&
    covers(query.statuses, run.status) &&
    covers(query.callers, run.caller) &&
    covers(query.decisions, run.decision?.verdict) &&
    covers(query.deciders, deciderOf(run.decision)) &&
    (query.rule === undefined ||
      rulesOf({ event: 'finished', decision: run.decision ?? undefined }).includes(query.rule)) &&
    (query.unreadable !== true || run.unreadable !== undefined) &&
    (query.runId === undefined || run.runId === query.runId) &&
    (query.traceId === undefined || run.traceId === query.traceId) &&
    within(query, run.startedAt)
  );
}
