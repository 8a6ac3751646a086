import { randomUUID } from 'node:crypto';

/** A browser without a window that is kept ready for the next run. */
export interface KeptBrowser {
  id: string;
  /** The program, in words. */
  title: string;
  /** Epoch seconds. */
  openedAt: number;
  endsAt: number;
}

interface Entry {
  about: KeptBrowser;
  end: () => Promise<unknown>;
}

/** The list of them, for whoever shows it and ends one. It is there before the first browser is. */
export class KeptBrowsers {
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<(id: string) => void>();

  /**
   * @param end ends it; resolves when it is gone
   * @returns takes it off the list: it has ended, or belongs to a run again
   */
  add(about: Omit<KeptBrowser, 'id'>, end: () => Promise<unknown>): () => void {
    const id = randomUUID();
    this.#entries.set(id, { about: { id, ...about }, end });
    this.#tell(id);
    return () => {
      if (this.#entries.delete(id)) this.#tell(id);
    };
  }

  list(): KeptBrowser[] {
    return [...this.#entries.values()].map(({ about }) => about);
  }

  /** False when there is no such browser (any more). Resolves when it is gone. */
  async end(id: string): Promise<boolean> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return false;
    await entry.end();
    return true;
  }

  /** Calls `listener` with the id of what came or went. Returns the way to stop. */
  onChanged(listener: (id: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(id: string): void {
    for (const listener of this.#listeners) listener(id);
  }
}
