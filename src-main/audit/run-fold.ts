import type { AuditEntry, AuditQuery, AuditRun } from '../../src-preload/contract/types.ts';
import { covers } from './filter.ts';
import { holdsTerm, textsOf, wordsOf, type Term } from './text-terms.ts';

export interface FoldedRun {
  run: AuditRun;
  /** The terms that none of its records holds. */
  missing: Set<Term>;
  hasEvent: boolean;
}

/**
 * Folds records, offered newest first, into runs. A run is complete when its oldest record (`requested`) has come; runs
 * therefore come out newest start first, however their records are interleaved.
 */
export class RunFold {
  private readonly partial = new Map<string, FoldedRun>();
  private readonly query: AuditQuery;
  private readonly terms: readonly Term[];

  constructor(query: AuditQuery, terms: readonly Term[]) {
    this.query = query;
    this.terms = terms;
  }

  add(entry: AuditEntry): FoldedRun[] {
    const runId = entry.run_id;
    if (runId === undefined) return [];
    const known = this.partial.get(runId);
    const folded: FoldedRun = known ?? {
      run: newestOf(runId, entry),
      missing: new Set(this.terms),
      hasEvent: false,
    };
    if (!known) this.partial.set(runId, folded);
    addOlder(folded.run, entry);
    removeHeld(folded.missing, entry);
    const { events } = this.query;
    folded.hasEvent ||= covers(events, entry.event);
    if (entry.event !== 'requested') return [];
    this.partial.delete(runId);
    return [folded];
  }

  /** Whether records of the run have come, and not its oldest. */
  has(runId: string): boolean {
    return this.partial.has(runId);
  }

  /** How many runs that is so of. */
  get size(): number {
    return this.partial.size;
  }

  /** Runs whose first record is not in the log. */
  rest(): FoldedRun[] {
    const rest = [...this.partial.values()].sort((a, b) => b.run.firstSeq - a.run.firstSeq);
    this.partial.clear();
    return rest;
  }
}

/** Whether a record holds all of these terms. */
export function holdsTerms(entry: AuditEntry, terms: readonly Term[]): boolean {
  const missing = new Set(terms);
  removeHeld(missing, entry);
  return missing.size === 0;
}

function removeHeld(missing: Set<Term>, entry: AuditEntry): void {
  if (missing.size === 0) return;
  for (const text of textsOf(entry)) {
    const words = wordsOf(text);
    for (const term of missing) if (holdsTerm(words, term)) missing.delete(term);
    if (missing.size === 0) return;
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
  if (entry.unreadable) run.unreadable = (run.unreadable ?? 0) + 1;
  if (entry.event === 'finished') {
    run.status ??= entry.status;
    run.durationMs ??= entry.duration_ms;
    run.error ??= entry.error;
  }
}
