import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../platform/clock.ts';

/** What `control.json` holds. */
export interface PauseState {
  paused: boolean;
  /** Epoch seconds. */
  since?: number;
  reason?: string;
}

/** Where the pause survives a restart. */
export interface PauseFile {
  /** null when there is no file. @throws when it cannot be read or understood */
  read(): PauseState | null;
  write(state: PauseState): void;
}

/** The pause. Pausing always works, even when neither file nor record can be written: stopping comes first. */
export class Control {
  #state: PauseState;
  readonly #file: PauseFile;
  readonly #audit: AuditLog;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();

  constructor(file: PauseFile, audit: AuditLog, clock: Clock) {
    this.#file = file;
    this.#audit = audit;
    this.#clock = clock;
    this.#state = readOrPaused(file, clock);
  }

  get state(): PauseState {
    return this.#state;
  }
  get paused(): boolean {
    return this.#state.paused;
  }

  /** Pauses at once; listeners stop the runs. Then remembers and records it. @throws what could not be written */
  async pause(caller: string, reason?: string): Promise<void> {
    if (!this.#state.paused) {
      this.#set({
        paused: true,
        since: this.#clock.epochSeconds(),
        ...(reason === undefined ? {} : { reason }),
      });
    }
    try {
      this.#file.write(this.#state);
    } finally {
      await this.#record(caller, reason);
    }
  }

  /** Ends the pause. Whether it may is asked before. Recorded first: what cannot be recorded does not loosen. */
  async resume(caller: string): Promise<void> {
    this.#audit.append({ event: 'control', caller, detail: { change: 'resumed' } });
    await this.#audit.durable();
    this.#file.write({ paused: false });
    this.#set({ paused: false });
  }

  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #set(state: PauseState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }

  async #record(caller: string, reason: string | undefined): Promise<void> {
    this.#audit.append({ event: 'control', caller, reason: reason ?? null, detail: { change: 'paused' } });
    await this.#audit.durable();
  }
}

/** A state that cannot be read may have been a pause: fail closed. */
function readOrPaused(file: PauseFile, clock: Clock): PauseState {
  try {
    return file.read() ?? { paused: false };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { paused: true, since: clock.epochSeconds(), reason: `The pause state could not be read: ${why}` };
  }
}
