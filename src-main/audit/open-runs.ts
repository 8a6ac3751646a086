import type { JsonValue } from '../../src-preload/contract/json.ts';
import type { AuditEntry } from '../../src-preload/contract/types.ts';
import type { AuditDraft } from './audit-log.ts';

/** What the ending of an interrupted run needs to know of it. */
export interface OpenRun {
  runId: string;
  traceId: string | null;
  tool: string | null;
  caller: string | null;
  dryRun: boolean | null;
}

/** `detail.what` of the two records that say which runs are open, so that a reader need not look further back. */
export const STARTED = 'started';
export const OPEN_RUNS = 'open_runs';

/** Applies one record to the set of open runs. */
export function track(
  open: Map<string, OpenRun>,
  entry: Pick<AuditEntry, 'event'> & Partial<AuditEntry>,
): void {
  const { run_id: runId } = entry;
  if (runId === undefined) return;
  if (entry.event === 'finished') open.delete(runId);
  else if (entry.event === 'requested') {
    open.set(runId, {
      runId,
      traceId: entry.trace_id ?? null,
      tool: entry.tool_name ?? null,
      caller: entry.caller ?? null,
      dryRun: entry.dry_run ?? null,
    });
  }
}

export function openRunsDetail(open: Map<string, OpenRun>): JsonValue {
  return { what: OPEN_RUNS, runs: [...open.values()].map((run) => ({ ...run })) };
}

/**
 * Reads what a record says of the runs open at its place: none after `started` (the ones before it were closed by then),
 * the listed ones for `open_runs`, null for every other record.
 */
export function openRunsAt(entry: AuditEntry): OpenRun[] | null {
  if (entry.event !== 'app') return null;
  const detail = member(entry, 'detail');
  const what = member(detail, 'what');
  if (what === STARTED) return [];
  if (what !== OPEN_RUNS) return null;
  const runs = member(detail, 'runs');
  return Array.isArray(runs) ? runs.flatMap(readOpenRun) : [];
}

function readOpenRun(value: unknown): OpenRun[] {
  const runId = text(member(value, 'runId'));
  if (runId === null) return [];
  const dryRun = member(value, 'dryRun');
  return [
    {
      runId,
      traceId: text(member(value, 'traceId')),
      tool: text(member(value, 'tool')),
      caller: text(member(value, 'caller')),
      dryRun: typeof dryRun === 'boolean' ? dryRun : null,
    },
  ];
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The ending that a run gets which was open when the app ended without closing it. */
export function interruptedRecord(run: OpenRun): AuditDraft {
  return {
    event: 'finished',
    status: 'interrupted',
    run_id: run.runId,
    trace_id: run.traceId,
    tool_name: run.tool,
    ...(run.caller === null ? {} : { caller: run.caller }),
    ...(run.dryRun === null ? {} : { dry_run: run.dryRun }),
    error: {
      code: 'interrupted',
      message: 'The app ended before this run did. What the run had begun may be half done.',
    },
  };
}
