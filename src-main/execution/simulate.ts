import type {
  AuditEntry,
  AuditRun,
  Decision,
  Plan,
  RuleMatch,
  Settings,
} from '../../src-preload/contract/types.ts';
import { RISKS } from '../../src-preload/contract/types.ts';
import { plan as planSchema } from '../../src-preload/contract/schemas/common.ts';
import type { AuditReader } from '../audit/audit-log.ts';
import { stoppable } from '../platform/stoppable.ts';
import type { Reach, Tool } from '../tools/tool.ts';
import { decide, raised } from './policy.ts';
import { matches } from './standing.ts';

/** The newest records that are replayed; older ones say little of what a rule would do from now on. */
const MAX_RECORDS = 10_000;
const PAGE = 500;
const EXAMPLES = 5;
const DRAFT = 'rule:draft';

export interface Simulation {
  /** Recorded runs of the tool that had a plan. */
  runs: number;
  /** Of those, how many the draft would have allowed. */
  wouldAllow: number;
  /** And how many would still be asked, under the settings of now. */
  wouldAsk: number;
  /** The newest that it would have allowed. */
  examples: AuditRun[];
  /** Older records were left out: when the oldest that was looked at was written, in epoch seconds; null: none were. */
  since: number | null;
}

interface Recorded {
  runId: string;
  caller: string;
  args: unknown;
  plan: Plan;
  /** Something of an untrusted result was in it then. */
  tainted: boolean;
}

/**
 * Replays a draft rule over the recorded runs of its tool. Looks only: nothing is planned or run again.
 * @throws the signal's reason, at once when it is aborted
 */
export async function simulateRule(
  parts: { reader: AuditReader; settings: Readonly<Settings>; tool: Tool; signal: AbortSignal },
  draft: { match: RuleMatch; from?: number | undefined; to?: number | undefined },
): Promise<Simulation> {
  const { reader, settings, tool, signal } = parts;
  const { runs, since } = await recordedRuns(reader, tool, draft, signal);
  const result: Simulation = { runs: 0, wouldAllow: 0, wouldAsk: 0, examples: [], since };
  for (const run of runs) {
    signal.throwIfAborted();
    result.runs += 1;
    const decision = decided(tool, run, draft.match, settings);
    if (decision.decidedBy === DRAFT) {
      result.wouldAllow += 1;
      if (result.examples.length < EXAMPLES) {
        result.examples.push(...(await reader.runs({ runId: run.runId, limit: 1 }, { signal })).runs);
      }
    } else if (decision.verdict === 'ask') result.wouldAsk += 1;
  }
  return result;
}

/** What policy would say of a recorded plan under the settings of now, if the draft stood at the risk it would get. */
function decided(tool: Tool, run: Recorded, match: RuleMatch, settings: Readonly<Settings>): Decision {
  const { plan, tainted } = run;
  const risk = tainted ? raised(plan.risk) : plan.risk;
  const covered =
    RISKS.indexOf(risk) <= RISKS.indexOf(tool.risk) && matches(match, run.caller, reachOf(tool, run));
  return decide({
    tool: { name: tool.name, enabled: true, askAlways: tool.askAlways ?? false },
    plan,
    risk: plan.risk,
    taint: tainted ? 'as it was recorded' : null,
    overBudget: null,
    settings,
    paused: false,
    standing: covered ? { kind: 'rule', id: 'draft', words: '' } : null,
  });
}

/** Newest first. */
async function recordedRuns(
  reader: AuditReader,
  tool: Tool,
  { from, to }: { from?: number | undefined; to?: number | undefined },
  signal: AbortSignal,
): Promise<{ runs: Recorded[]; since: number | null }> {
  const decided = new Map<string, AuditEntry>();
  const tainted = new Set<string>();
  const runs: Recorded[] = [];
  let cursor: string | undefined;
  let oldest: number | null = null;
  for (let read = 0; read < MAX_RECORDS; read += PAGE) {
    const query = { tools: [tool.name], events: ['requested' as const, 'decided' as const], from, to };
    signal.throwIfAborted();
    // Without an index one page can take seconds: its scan ends too.
    const page = await stoppable(reader.query({ ...query, limit: PAGE, cursor }, { signal }), signal);
    for (const entry of page.entries) {
      const { run_id: runId } = entry;
      oldest = entry.ts;
      if (runId === undefined) continue;
      if (entry.event === 'decided') {
        // The person's answer is a decision too, and says nothing of it; each one of the run's counts.
        if (entry.decision?.tainted === true) tainted.add(runId);
        if (!decided.has(runId)) decided.set(runId, entry);
        continue;
      }
      const plan = planSchema.safeParse(decided.get(runId)?.plan);
      if (!plan.success) continue;
      const { caller = '', args } = entry;
      runs.push({ runId, caller, args, plan: plan.data, tainted: tainted.has(runId) });
    }
    if (page.nextCursor === null) return { runs, since: null };
    cursor = page.nextCursor;
  }
  return { runs, since: oldest };
}

/** What a recorded run reached, as its tool tells it; unknown where what was redacted is needed to tell. */
function reachOf(tool: Tool, run: Recorded): Reach | undefined {
  const args = tool.args.safeParse(run.args);
  if (!args.success) return undefined;
  try {
    return tool.reach?.({ plan: run.plan, args: args.data });
  } catch {
    return undefined;
  }
}
