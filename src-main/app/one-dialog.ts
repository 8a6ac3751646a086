import { Refusal } from '../execution/refusal.ts';
import type { DeskGate } from '../platform/input/gate.ts';

/**
 * The system's own dialogs, one at a time: what is pressed there is consent, so no run may press anything meanwhile, and a
 * page that asks for many must not bury the person under them.
 */
export class OneDialog {
  readonly #gate: DeskGate;
  #up = false;

  constructor(gate: DeskGate) {
    this.#gate = gate;
  }

  /** Shows a dialog when no action is under way; resolves to its answer. @throws Refusal while another one is up */
  async show<T>(open: () => Promise<T>): Promise<T> {
    if (this.#up) {
      throw new Refusal('cancelled', 'Another dialog of this app is open. Answer or close that one first.');
    }
    this.#up = true;
    this.#gate.setAsking('dialog', true);
    try {
      await this.#gate.quiet();
      return await open();
    } finally {
      this.#up = false;
      this.#gate.setAsking('dialog', false);
    }
  }
}
