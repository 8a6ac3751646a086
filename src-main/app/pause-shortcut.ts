import { globalShortcut } from 'electron';

/** The key combination that pauses everything from anywhere. */
export class PauseShortcut {
  readonly #pause: () => void;
  #accelerator = '';
  #registered = false;

  constructor(pause: () => void) {
    this.#pause = pause;
  }

  /** What was asked for, and whether the system gave it to us. */
  get state(): { accelerator: string; registered: boolean } {
    return { accelerator: this.#accelerator, registered: this.#registered };
  }

  /** Takes the combination; an empty one gives it up. Where it is taken or malformed, `state` says that it is not ours. */
  use(accelerator: string): void {
    if (this.#registered) globalShortcut.unregister(this.#accelerator);
    this.#accelerator = accelerator;
    this.#registered = false;
    if (accelerator === '') return;
    try {
      this.#registered = globalShortcut.register(accelerator, this.#pause);
    } catch {
      // Electron throws for what it cannot read as a key combination; `registered` says it.
    }
  }
}
