import type { JsonObject, JsonValue } from '../../src-preload/contract/json.ts';
import type {
  ArtifactRef,
  AuditEntry,
  Caller,
  Decision,
  Effect,
  Plan,
  Risk,
  RunError,
  RunOutcome,
  Settings,
  Status,
} from '../../src-preload/contract/types.ts';
import { AuditUnavailable, type AppendOptions, type AuditDraft } from '../audit/audit-log.ts';
import { markedSecrets } from '../platform/marked-secrets.ts';
import type { Tool } from '../tools/tool.ts';
import type { Taint } from './taint.ts';
import type { Labels, DoorPorts } from './ports.ts';

/** Which tool, with what. */
export interface RunSubject {
  tool: string;
  args: JsonObject;
  /** What was wrong with arguments that could not be read; `args` are empty then. */
  argsProblem?: string;
}

/** As the record has them; null: they could not be read. */
export function recordedArgs({ args, argsProblem }: RunSubject): JsonObject | null {
  return argsProblem === undefined ? args : null;
}

/** What a run asks for, as it came through a door. */
export interface RunSpec extends RunSubject {
  labels: Labels;
  caller: Caller;
  traceId: string;
  dryRun: boolean;
}

/** How a run ended, before it is recorded. */
export interface Ending {
  status: Status;
  error?: RunError;
  result?: JsonValue;
}

/**
 * One run from its first record to its last: what is known of it so far, and the writing of its records. What may happen
 * when is the door's business.
 */
export class Run {
  readonly runId: string;
  readonly spec: RunSpec;
  readonly signal: AbortSignal;
  readonly startedMs: number;
  /** The settings this run lives under: taken when it began, and again right before it acts. */
  settings: Readonly<Settings>;
  /** Steps of the other runs of its batch, which draw on the same budget. */
  stepsElsewhere: () => number = () => 0;
  readonly effects: Effect[] = [];
  readonly artifacts: ArtifactRef[] = [];
  tool: Tool | undefined;
  args: unknown;
  plan: Plan | undefined;
  risk: Risk | undefined;
  decision: Decision | undefined;
  /** What of its arguments came from outside, as of the last decision. */
  taint: Taint | null = null;
  /** Its plan, or why there is none, tells of what is outside. */
  hasFoundOut = false;
  attempts = 0;
  /** Steps that the attempts which failed have taken. */
  stepsTaken = 0;
  /** It is in the record that this run was to act: it is not planned anew, so that none starts twice. */
  started = false;
  /** A batch's steps, as they ended. */
  steps: RunOutcome[] | undefined;
  readonly #ports: DoorPorts;
  readonly #leave: () => void;
  readonly #unconfirmed: AuditEntry[] = [];
  #outcome: RunOutcome | undefined;
  #secrets: string[] | undefined;

  constructor(ports: DoorPorts, spec: RunSpec) {
    this.#ports = ports;
    this.spec = spec;
    this.runId = ports.newId();
    this.settings = ports.settings();
    this.tool = ports.catalogue.find(spec.tool);
    this.startedMs = ports.clock.monotonicMs();
    const { signal, end } = ports.runs.add({
      runId: this.runId,
      traceId: spec.traceId,
      tool: this.toolName,
      caller: spec.caller,
      state: 'planning',
      startedAt: ports.clock.epochSeconds(),
    });
    this.signal = signal;
    this.#leave = end;
  }

  /** The canonical name, or the name as asked when there is no such tool. */
  get toolName(): string {
    return this.tool?.name ?? this.spec.tool;
  }
  get outcome(): RunOutcome | undefined {
    return this.#outcome;
  }

  /** Queues a record of this run. @throws AuditUnavailable */
  record(draft: AuditDraft): AuditEntry {
    const { caller, traceId, labels, dryRun } = this.spec;
    const entry = this.#ports.audit.append(
      {
        run_id: this.runId,
        trace_id: traceId,
        tool_name: this.toolName,
        caller,
        department: labels.department ?? null,
        agent_id: labels.agentId ?? null,
        dry_run: dryRun,
        ...draft,
      },
      this.#redaction,
    );
    this.#unconfirmed.push(entry);
    return entry;
  }

  /** Wherever it turns up: a page may write what was typed into it anywhere. */
  get #redaction(): AppendOptions {
    return { extraSecrets: (this.#secrets ??= markedSecrets(this.spec.args)) };
  }

  /** Resolves when every record of this run is on disk. @throws AuditUnavailable when any of them was lost */
  async recorded(): Promise<void> {
    const entries = this.#unconfirmed.splice(0);
    // All of them, even when the first is lost: whoever hears of it finds the record as it is going to stay.
    const results = await Promise.allSettled(entries.map((entry) => this.#ports.audit.durable(entry)));
    const lost = results.find((result) => result.status === 'rejected');
    if (lost) throw lost.reason;
  }

  recordRequested(): void {
    this.record({
      event: 'requested',
      args: recordedArgs(this.spec),
      reason: this.spec.labels.reason ?? null,
    });
  }

  recordDecided(): void {
    const { plan, decision } = this;
    this.record({
      event: 'decided',
      ...(plan ? { plan: plan as unknown as JsonValue } : {}),
      ...(decision ? { decision } : {}),
    });
  }

  /**
   * Ends the run: writes its last record, waits until everything is on disk, and gives the answer. If the record cannot
   * be written the answer says so, whatever the run did.
   */
  async end(ending: Ending): Promise<RunOutcome> {
    if (this.#outcome) return this.#outcome;
    if (this.hasFoundOut) this.#ports.broughtIn.follow(this.spec.traceId, this.toolName);
    const durationMs = Math.max(0, this.#ports.clock.monotonicMs() - this.startedMs);
    let auditId = '';
    try {
      const draft = this.#finished(ending, durationMs);
      const notKept = await this.#keepWhole(draft);
      auditId = this.record({ ...draft, ...this.#evidence(notKept) }).audit_id;
      await this.recorded();
    } catch (error) {
      if (!(error instanceof AuditUnavailable)) throw error;
      ending = unrecorded(ending, error);
    } finally {
      this.#leave();
    }
    this.#outcome = {
      runId: this.runId,
      traceId: this.spec.traceId,
      auditId,
      tool: this.toolName,
      status: ending.status,
      dryRun: this.spec.dryRun,
      ...(this.plan ? { plan: this.plan } : {}),
      ...(this.decision ? { decision: this.decision } : {}),
      ...(ending.result === undefined ? {} : { result: ending.result }),
      ...(ending.error ? { error: ending.error } : {}),
      durationMs,
      attempts: this.attempts,
      // A copy: a tool that was left behind must not change what was answered.
      artifacts: [...this.artifacts],
      ...(this.steps ? { steps: this.steps } : {}),
    };
    return this.#outcome;
  }

  #finished(ending: Ending, durationMs: number): AuditDraft {
    return {
      event: 'finished',
      status: ending.status,
      args: recordedArgs(this.spec),
      reason: this.spec.labels.reason ?? null,
      duration_ms: Math.round(durationMs * 1000) / 1000,
      error: ending.error ?? null,
      attempts: this.attempts,
      effects: this.effects,
      ...(ending.result === undefined ? {} : { result: ending.result }),
    };
  }

  /** What was kept beside the record, and why something was not. */
  #evidence(notKept: string | null): Pick<AuditDraft, 'artifacts' | 'detail'> {
    return {
      ...(this.artifacts.length > 0 ? { artifacts: this.artifacts } : {}),
      ...(notKept === null ? {} : { detail: { result_not_kept: notKept } }),
    };
  }

  /**
   * A result that is too long for its record is evidence all the same; a run that is stopped by now does not wait for it.
   * @returns why it could not be kept
   */
  async #keepWhole(draft: AuditDraft): Promise<string | null> {
    if (draft.result === undefined) return null;
    try {
      const ref = await this.#ports.keepWhole(draft, this.#redaction, this.signal);
      if (ref) this.artifacts.push(ref);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

/** The answer of a run whose ending could not be written down. */
function unrecorded(ending: Ending, error: AuditUnavailable): Ending {
  if (ending.error?.code === 'audit_unavailable') return ending;
  return {
    status: 'error',
    error: {
      code: 'audit_unavailable',
      message: error.message,
      details: { endedAs: ending.status, ...(ending.error ? { error: { ...ending.error } } : {}) },
    },
  };
}
