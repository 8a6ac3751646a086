import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../platform/clock.ts';
import { notify } from './notify.ts';
import { Refusal } from './refusal.ts';

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
  #presses = 0;

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
  /** How often it was paused: a consent to resume is worth nothing once this has changed. */
  get presses(): number {
    return this.#presses;
  }

  /** Pauses at once; listeners stop the runs. Then remembers and records it. @throws what could not be written */
  async pause(caller: string, reason?: string): Promise<void> {
    this.#presses += 1;
    // Said again even when paused already: whatever still runs or waits is stopped once more.
    this.#set(
      this.#state.paused
        ? this.#state
        : {
            paused: true,
            since: this.#clock.epochSeconds(),
            ...(reason === undefined ? {} : { reason }),
          },
    );
    try {
      this.#file.write(this.#state);
    } finally {
      await this.#record(caller, reason);
    }
  }

  /**
   * Ends the pause. Whether it may is asked before. Recorded first: what cannot be recorded does not loosen.
   * @param presses how often it had been paused when the person was asked
   * @throws Refusal `denied` when it was paused again since, AuditUnavailable, the file system's error
   */
  async resume(caller: string, presses = this.#presses): Promise<void> {
    this.#checkPresses(presses);
    const entry = this.#audit.append({ event: 'control', caller, detail: { change: 'resumed' } });
    await this.#audit.durable(entry);
    this.#checkPresses(presses);
    this.#file.write({ paused: false });
    this.#set({ paused: false });
  }

  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #checkPresses(presses: number): void {
    if (presses !== this.#presses) throw new Refusal('denied', 'It was paused again meanwhile.');
  }

  #set(state: PauseState): void {
    this.#state = state;
    notify(this.#listeners);
  }

  async #record(caller: string, reason: string | undefined): Promise<void> {
    const detail = { change: 'paused' };
    const entry = this.#audit.append({ event: 'control', caller, reason: reason ?? null, detail });
    await this.#audit.durable(entry);
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
