import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Loan } from './x11/keymap.ts';

const keysym = z.number().int().min(0).max(0xffff_ffff);
const note = z.object({
  lent: z.array(z.object({ keycode: z.number().int().min(8).max(255), keysyms: z.tuple([keysym, keysym]) })),
});

/**
 * A note on disk, there while a run may hold keys or buttons or has lent itself keycodes: the X server keeps both when the
 * app dies, so the next start has to let go.
 */
export class HeldNote {
  readonly #path: string | null;
  #holding = false;
  #lent: readonly Loan[] = [];

  /** @param path null: nothing is noted (a test or a bench) */
  constructor(path: string | null) {
    this.#path = path;
  }

  holding(on: boolean): void {
    this.#holding = on;
    this.#write();
  }

  lent(loans: readonly Loan[]): void {
    this.#lent = loans;
    this.#write();
  }

  /** What a killed app has left, or null. A note that cannot be read counts as one that says: keys may be held. */
  left(): { lent: Loan[] } | null {
    if (this.#path === null || !existsSync(this.#path)) return null;
    try {
      return note.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
    } catch {
      return { lent: [] };
    }
  }

  #write(): void {
    if (this.#path === null) return;
    if (!this.#holding && this.#lent.length === 0) rmSync(this.#path, { force: true });
    else writeFileSync(this.#path, JSON.stringify({ lent: this.#lent }), { mode: 0o600 });
  }
}
