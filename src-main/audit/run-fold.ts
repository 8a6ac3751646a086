import type { AuditEntry, AuditQuery, AuditRun } from '../../src-preload/contract/types.ts';
import { hasText } from './filter.ts';

/** More runs than this are never open at once; a log that says otherwise must not fill the memory. */
const MAX_PARTIAL = 10_000;

export interface FoldedRun {
  run: AuditRun;
  hasText: boolean;
  hasEvent: boolean;
}

/**
 * Folds records, offered newest first, into runs. A run is complete when its oldest record (`requested`) has come; runs
 * therefore come out newest start first, however their records are interleaved.
 */
export class RunFold {
  private readonly partial = new Map<string, FoldedRun>();
  private readonly query: AuditQuery;
  private readonly needle: string | null;

  constructor(query: AuditQuery, needle: string | null) {
    this.query = query;
    this.needle = needle;
  }

  add(entry: AuditEntry): FoldedRun[] {
    const runId = entry.run_id;
    if (runId === undefined) return [];
    const known = this.partial.get(runId);
    const folded: FoldedRun = known ?? { run: newestOf(runId, entry), hasText: false, hasEvent: false };
    if (!known) this.partial.set(runId, folded);
    addOlder(folded.run, entry);
    folded.hasText ||= this.needle === null || hasText(entry, this.needle);
    const { events } = this.query;
    folded.hasEvent ||= events === undefined || events.length === 0 || events.includes(entry.event);
    if (entry.event === 'requested') {
      this.partial.delete(runId);
      return [folded];
    }
    return this.partial.size > MAX_PARTIAL ? this.rest() : [];
  }

  /** Runs whose first record is not in the log. */
  rest(): FoldedRun[] {
    const rest = [...this.partial.values()].sort((a, b) => b.run.firstSeq - a.run.firstSeq);
    this.partial.clear();
    return rest;
  }
}

function newestOf(runId: string, entry: AuditEntry): AuditRun {
  return {
    runId,
    traceId: null,
    tool: null,
    caller: null,
    status: null,
    dryRun: false,
    reason: null,
    decision: null,
    startedAt: entry.ts,
    durationMs: null,
    error: null,
    auditId: entry.audit_id,
    firstSeq: entry.seq,
    lastSeq: entry.seq,
    events: 0,
  };
}

/** What a newer record said stands; an older one fills in what is still unknown. */
function addOlder(run: AuditRun, entry: AuditEntry): void {
  run.traceId ??= entry.trace_id;
  run.tool ??= entry.tool_name;
  run.caller ??= entry.caller ?? null;
  run.reason ??= entry.reason;
  run.decision ??= entry.decision ?? null;
  run.dryRun ||= entry.dry_run === true;
  run.startedAt = entry.ts;
  run.firstSeq = entry.seq;
  run.events++;
  if (entry.event === 'finished') {
    run.status ??= entry.status;
    run.durationMs ??= entry.duration_ms;
    run.error ??= entry.error;
  }
}
