import type { AuditEntry, AuditQuery, AuditRun } from '../../src-preload/contract/types.ts';

/** A needle in the spelling that the record's lines have, so that it can be looked for before a line is parsed. */
export function needleOf(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : JSON.stringify(text).slice(1, -1).toLowerCase();
}

/** Whether the text stands in the tool's name, the reason, the arguments, the error or the result; case is ignored. */
export function hasText(entry: AuditEntry, needle: string): boolean {
  return [entry.tool_name, entry.reason, entry.args, entry.error, entry.result].some((field) => {
    return field !== null && field !== undefined && JSON.stringify(field).toLowerCase().includes(needle);
  });
}

function covers<T>(wanted: readonly T[] | undefined, value: T | null | undefined): boolean {
  if (wanted === undefined || wanted.length === 0) return true;
  return value !== null && value !== undefined && wanted.includes(value);
}

function within(query: AuditQuery, ts: number): boolean {
  return (query.from === undefined || ts >= query.from) && (query.to === undefined || ts <= query.to);
}

/** All filters of the query but `text`; an empty list filters nothing. */
export function entryMatches(entry: AuditEntry, query: AuditQuery): boolean {
  return (
    covers(query.tools, entry.tool_name) &&
    covers(query.statuses, entry.status) &&
    covers(query.callers, entry.caller) &&
    covers(query.events, entry.event) &&
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
    (query.runId === undefined || run.runId === query.runId) &&
    (query.traceId === undefined || run.traceId === query.traceId) &&
    within(query, run.startedAt)
  );
}
