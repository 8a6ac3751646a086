import type { ArtifactRef, Caller, Plan, Risk, Settings } from '../../src-preload/contract/types.ts';
import type { AppendOptions, AuditDraft, AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../platform/clock.ts';
import type { Platform } from '../platform/platform.ts';
import type { ToolCatalogue } from '../tools/catalogue.ts';
import type { Tool } from '../tools/tool.ts';
import type { ActiveRuns } from './active-runs.ts';
import type { Approver } from './approver.ts';
import type { CallLimits, RunSlots } from './limits.ts';
import type { StandingAnswer } from './policy.ts';
import type { BroughtIn } from './taint.ts';

/** Everything the door stands on, handed in by `main.ts` or by a test. */
export interface DoorPorts {
  readonly catalogue: ToolCatalogue;
  readonly settings: () => Readonly<Settings>;
  readonly isEnabled: (tool: Tool, settings: Readonly<Settings>) => boolean;
  readonly isPaused: () => boolean;
  readonly audit: AuditLog;
  readonly artifacts: {
    put(file: { name: string; mime: string; bytes: Uint8Array }): Promise<ArtifactRef>;
  };
  /**
   * Keeps the whole of a result that the record is going to shorten; null when it keeps all of it, or it is too long. The
   * signal ends taking its secrets out. @throws the signal's reason, or why it could not be kept
   */
  readonly keepWhole: (
    draft: AuditDraft,
    options: AppendOptions,
    signal: AbortSignal,
  ) => Promise<ArtifactRef | null>;
  readonly platform: Platform;
  readonly approver: Approver;
  /** The session answer or rule that covers exactly this plan, if there is one. */
  readonly standing: (subject: StandingSubject) => StandingAnswer | null;
  /** Told whenever a run acts because a rule or a session answer allows it, with its id. */
  readonly standingUsed?: (id: string) => void;
  /** Calls back whenever a standing answer came or went; returns its unsubscribe function. */
  readonly onStanding?: (listener: () => void) => () => void;
  /** What untrusted results have brought in. */
  readonly broughtIn: BroughtIn;
  readonly limits: CallLimits;
  readonly slots: RunSlots;
  readonly runs: ActiveRuns;
  readonly clock: Clock;
  /** Whether the record knows `traceId` as one of this caller's, from before this start. */
  readonly recordedTrace: (traceId: string, caller: Caller) => Promise<boolean>;
  readonly newId: () => string;
  /** Hears of what a tool threw that it does not declare. */
  readonly onBug: (tool: string, error: unknown) => void;
}

export interface StandingSubject {
  tool: Tool;
  args: unknown;
  plan: Plan;
  /** The plan's, raised where something of an untrusted result is in it. */
  risk: Risk;
  caller: Caller;
}

/** What a caller says of itself: shown as unverified, never decisive. */
export interface Labels {
  reason?: string;
  agentId?: string;
  department?: string;
}
