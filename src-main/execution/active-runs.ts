import type { ActiveRun, Caller } from '../../src-preload/contract/types.ts';
import { notify } from './notify.ts';
import { RunStopped } from './stop.ts';

interface Entry {
  info: ActiveRun;
  controller: AbortController;
  /** Settles when the run has ended, whatever way. */
  ended: Promise<void>;
}

/** The runs that have not ended: what the panel shows live, and what cancel, pause and quit stop. */
export class ActiveRuns {
  readonly #entries = new Map<string, Entry>();
  /** Traces begun since the start, with who began them: a caller may only continue its own. */
  readonly #traces = new Map<string, Caller>();
  readonly #listeners = new Set<(runId: string) => void>();

  /** Registers a run and returns its signal and the function that ends it here. */
  add(info: ActiveRun): { signal: AbortSignal; end: () => void } {
    const controller = new AbortController();
    let finish: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (finish = resolve));
    this.#entries.set(info.runId, { info, controller, ended });
    this.#remember(info.traceId, info.caller);
    this.#changed(info.runId);
    return {
      signal: controller.signal,
      end: () => {
        this.#entries.delete(info.runId);
        finish();
        this.#changed(info.runId);
      },
    };
  }

  update(runId: string, change: Partial<Pick<ActiveRun, 'state' | 'step' | 'tool'>>): void {
    const entry = this.#entries.get(runId);
    if (!entry) return;
    entry.info = { ...entry.info, ...change };
    this.#changed(runId);
  }

  list(): ActiveRun[] {
    return [...this.#entries.values()].map((entry) => entry.info);
  }

  /** How many runs are in `state`. */
  count(...states: ActiveRun['state'][]): number {
    return this.list().filter((run) => states.includes(run.state)).length;
  }

  /** Stops one run; false when there is none of that id. */
  cancel(runId: string, reason = new RunStopped('cancelled', 'Cancelled.')): boolean {
    const entry = this.#entries.get(runId);
    entry?.controller.abort(reason);
    return entry !== undefined;
  }

  /** Stops every run and resolves when all have ended, each within the door's own limit. */
  async stopAll(reason: RunStopped): Promise<void> {
    const entries = [...this.#entries.values()];
    for (const entry of entries) entry.controller.abort(reason);
    await Promise.all(entries.map((entry) => entry.ended));
  }

  /** Whether `traceId` was begun by `caller` since the app started. */
  ownsTrace(traceId: string, caller: Caller): boolean {
    return this.#traces.get(traceId) === caller;
  }

  onChanged(listener: (runId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #remember(traceId: string, caller: Caller): void {
    this.#traces.set(traceId, caller);
    // The oldest go first; older traces are still found in the record.
    const MAX_TRACES = 10_000;
    if (this.#traces.size > MAX_TRACES) this.#traces.delete(this.#traces.keys().next().value as string);
  }

  #changed(runId: string): void {
    notify(this.#listeners, runId);
  }
}
