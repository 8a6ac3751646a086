import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * A note on disk, there while a run may hold keys or buttons or has lent itself keycodes: the X server keeps both when the
 * app dies, so the next start has to let go.
 */
export class HeldNote {
  readonly #path: string | null;
  #holding = false;
  #lent: readonly number[] = [];

  /** @param path null: nothing is noted (a test or a bench) */
  constructor(path: string | null) {
    this.#path = path;
  }

  holding(on: boolean): void {
    this.#holding = on;
    this.#write();
  }

  lent(keycodes: readonly number[]): void {
    this.#lent = keycodes;
    this.#write();
  }

  /** What a killed app has left, or null. A note that cannot be read counts as one that says: keys may be held. */
  left(): { lent: number[] } | null {
    if (this.#path === null || !existsSync(this.#path)) return null;
    try {
      const { lent } = JSON.parse(readFileSync(this.#path, 'utf8')) as { lent?: unknown };
      const keycodes = Array.isArray(lent) ? lent.filter((each) => Number.isInteger(each)) : [];
      return { lent: keycodes as number[] };
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
