import type { JsonObject, JsonValue } from '../json.ts';
import type { Decision, Plan } from './plans.ts';

export const STATUSES = [
  'ok',
  'dry_run',
  'error',
  'invalid_args',
  'unknown_tool',
  'disabled',
  'unavailable',
  'policy_blocked',
  'rate_limited',
  'budget_exceeded',
  'paused',
  'denied',
  'cancelled',
  'timed_out',
  'interrupted',
] as const;
/** How a run ended. */
export type Status = (typeof STATUSES)[number];

/** Where a request came from: 'panel', 'tray', later 'agent:<name>'. */
export type Caller = string;

/** Evidence kept by content hash. */
export interface ArtifactRef {
  sha256: string;
  mime: string;
  bytes: number;
  name: string;
}

export interface RunError {
  code: string;
  message: string;
  details?: JsonValue;
}

/** One run, ended. */
export interface RunOutcome {
  runId: string;
  traceId: string;
  /** The `audit_id` of the record that ended the run. */
  auditId: string;
  /** The canonical tool name, 'batch', or, for an unknown tool, the name as asked. */
  tool: string;
  status: Status;
  dryRun: boolean;
  plan?: Plan;
  decision?: Decision;
  result?: JsonValue;
  error?: RunError;
  durationMs: number;
  attempts: number;
  artifacts: ArtifactRef[];
  steps?: RunOutcome[];
}

export interface StepRequest {
  tool: string;
  args?: JsonObject | undefined;
}

export interface RunLabels {
  dryRun?: boolean | undefined;
  reason?: string | undefined;
  agentId?: string | undefined;
  department?: string | undefined;
  traceId?: string | undefined;
}

export type RunRequest = (StepRequest | { steps: StepRequest[] }) & RunLabels;

export const RUN_STATES = ['planning', 'waiting', 'running'] as const;

export interface ActiveRun {
  runId: string;
  traceId: string;
  tool: string;
  caller: Caller;
  state: (typeof RUN_STATES)[number];
  /** Epoch seconds. */
  startedAt: number;
  step?: { index: number; of: number; words: string };
}
