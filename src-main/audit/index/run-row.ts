import type { AuditEntry, AuditRun } from '../../../src-preload/contract/types.ts';

/** A run's row with one more, newer record in it; `run-fold.ts` comes to the same from the other end. */
export function withNewer(run: AuditRun | null, entry: AuditEntry): AuditRun {
  const finished = entry.event === 'finished';
  const unreadable = (run?.unreadable ?? 0) + (entry.unreadable ? 1 : 0);
  return {
    runId: run?.runId ?? entry.run_id ?? '',
    traceId: entry.trace_id ?? run?.traceId ?? null,
    tool: entry.tool_name ?? run?.tool ?? null,
    caller: entry.caller ?? run?.caller ?? null,
    status: (finished ? entry.status : null) ?? run?.status ?? null,
    dryRun: entry.dry_run === true || run?.dryRun === true,
    reason: entry.reason ?? run?.reason ?? null,
    decision: entry.decision ?? run?.decision ?? null,
    startedAt: run?.startedAt ?? entry.ts,
    durationMs: (finished ? entry.duration_ms : null) ?? run?.durationMs ?? null,
    error: (finished ? entry.error : null) ?? run?.error ?? null,
    auditId: entry.audit_id,
    firstSeq: run?.firstSeq ?? entry.seq,
    lastSeq: entry.seq,
    events: (run?.events ?? 0) + 1,
    ...(unreadable > 0 && { unreadable }),
  };
}
