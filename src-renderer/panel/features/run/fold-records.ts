import type { JsonObject, JsonValue } from '../../../../src-preload/contract/json.ts';
import { asText } from '../../../ui/as-text.ts';
import {
  RISKS,
  type ArtifactRef,
  type AuditEntry,
  type Decision,
  type Effect,
  type Plan,
  type RunError,
  type Status,
} from '../../../../src-preload/contract/types.ts';

/** A run as its records tell it. What is missing was not recorded (yet). */
export interface RunStory {
  tool: string | null;
  caller: string | null;
  status: Status | null;
  dryRun: boolean;
  reason: string | null;
  agentId: string | null;
  department: string | null;
  traceId: string | null;
  startedAt: number | null;
  durationMs: number | null;
  attempts: number | null;
  args: JsonValue;
  plan: Plan | null;
  decision: Decision | null;
  result: JsonValue | undefined;
  error: RunError | null;
  effects: Effect[] | null;
  artifacts: ArtifactRef[];
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** A plan from a record, where redaction may have replaced any value: whatever is no longer of its type is shown as text. */
export function planFromRecord(value: JsonValue | undefined): Plan | null {
  if (!isObject(value)) return null;
  const effects = Array.isArray(value['effects']) ? value['effects'].filter(isObject) : [];
  const refusal = isObject(value['refusal']) ? value['refusal'] : null;
  return {
    summary: asText(value['summary']),
    // An unreadable risk must not look low.
    risk: RISKS.find((risk) => risk === value['risk']) ?? 'high',
    steps: typeof value['steps'] === 'number' ? value['steps'] : effects.length,
    effects: effects.map((effect) => ({
      kind: asText(effect['kind']) as Effect['kind'],
      target: asText(effect['target']),
      detail: asText(effect['detail']),
    })),
    facts: isObject(value['facts']) ? value['facts'] : {},
    ...(refusal && {
      refusal: {
        guard: asText(refusal['guard']) as NonNullable<Plan['refusal']>['guard'],
        message: asText(refusal['message']),
      },
    }),
  };
}

/** Folds a run's records, oldest first, into one story: later records complete and correct earlier ones. */
export function foldRecords(entries: AuditEntry[]): RunStory {
  const story: RunStory = {
    tool: null,
    caller: null,
    status: null,
    dryRun: false,
    reason: null,
    agentId: null,
    department: null,
    traceId: null,
    startedAt: null,
    durationMs: null,
    attempts: null,
    args: null,
    plan: null,
    decision: null,
    result: undefined,
    error: null,
    effects: null,
    artifacts: [],
  };
  for (const entry of entries) {
    story.startedAt ??= entry.ts;
    story.tool = entry.tool_name ?? story.tool;
    story.caller = entry.caller ?? story.caller;
    story.reason = entry.reason ?? story.reason;
    story.agentId = entry.agent_id ?? story.agentId;
    story.department = entry.department ?? story.department;
    story.traceId = entry.trace_id ?? story.traceId;
    story.dryRun = entry.dry_run ?? story.dryRun;
    story.args = entry.args ?? story.args;
    story.plan = planFromRecord(entry.plan) ?? story.plan;
    story.decision = entry.decision ?? story.decision;
    // What was kept while it ran; its ending, if it had one of its own, lists all of it.
    if (entry.event === 'step' && entry.artifacts) story.artifacts.push(...entry.artifacts);
    if (entry.event !== 'finished') continue;
    story.status = entry.status;
    story.durationMs = entry.duration_ms;
    story.error = entry.error;
    story.result = entry.result;
    story.effects = entry.effects ?? null;
    story.attempts = entry.attempts ?? null;
    story.artifacts = entry.artifacts ?? story.artifacts;
  }
  return story;
}
