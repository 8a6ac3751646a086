import type { ArtifactRef } from '../../src-preload/contract/types.ts';
import type { StepHandle } from '../tools/tool.ts';
import type { DoorPorts } from './ports.ts';
import type { Ending, Run } from './run.ts';

interface OpenStep {
  index: number;
  of: number;
  words: string;
  beganMs: number;
}

/** The steps of one attempt: counted against the plan, recorded as they begin and as they end. */
export class Steps {
  readonly #ports: DoorPorts;
  readonly #run: Run;
  readonly #onRecordLost: (why: unknown) => void;
  #open: OpenStep | null = null;
  #closed = false;
  /** How many have begun. */
  count = 0;

  constructor(ports: DoorPorts, run: Run, onRecordLost: (why: unknown) => void) {
    this.#ports = ports;
    this.#run = run;
    this.#onRecordLost = onRecordLost;
  }

  /** @throws AuditUnavailable */
  begin(index: number, of: number, words: string): StepHandle {
    this.#end({ ok: true });
    this.count += 1;
    this.#record({ event: 'step', detail: { index, of, words } });
    this.#ports.runs.update(this.#run.runId, { step: { index, of, words } });
    const step = { index, of, words, beganMs: this.#ports.clock.monotonicMs() };
    this.#open = step;
    return {
      done: (outcome) => {
        if (this.#open === step) this.#end(outcome);
      },
    };
  }

  /** Something was kept as evidence. @throws AuditUnavailable */
  kept(artifact: ArtifactRef): void {
    this.#record({ event: 'step', artifacts: [artifact], detail: { what: 'artifact' } });
  }

  /** The attempt is over: a step that is still open has ended as the attempt did, and nothing more is recorded. */
  close(ending: Ending): void {
    const { status, error } = ending;
    this.#end(error === undefined ? { ok: true } : { ok: false, error, status });
    this.#closed = true;
  }

  #end(outcome: StepOutcome): void {
    const step = this.#open;
    if (step === null || this.#closed) return;
    this.#open = null;
    const { index, of, words } = step;
    const took = this.#ports.clock.monotonicMs() - step.beganMs;
    this.#record({
      event: 'step',
      duration_ms: Math.round(took * 1000) / 1000,
      error: outcome.ok ? null : { code: outcome.error.code, message: outcome.error.message },
      detail: { index, of, words, outcome: outcome.ok ? 'ok' : (outcome.status ?? 'error') },
    });
  }

  /** Nobody waits for the disk at each step; but when it fails, no further step is taken. */
  #record(draft: Parameters<Run['record']>[0]): void {
    this.#ports.audit.durable(this.#run.record(draft)).catch(this.#onRecordLost);
  }
}

type StepOutcome =
  { ok: true } | { ok: false; error: { code: string; message: string }; status?: Ending['status'] };
