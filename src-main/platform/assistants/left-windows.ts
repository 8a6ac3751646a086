import { randomUUID } from 'node:crypto';

/** A window that a run left open for the person, because only they can go on. */
export interface LeftWindow {
  id: string;
  /** The provider's id. */
  provider: string;
  title: string;
  why: 'login_required' | 'challenge';
  /** Epoch seconds. */
  openedAt: number;
  endsAt: number;
}

/** How a left window's life ended. */
export type LeftEnd = 'closed' | 'taken' | 'ended' | 'overdue' | 'paused' | 'quit';

/** What the record and the panel hear of. */
export interface LeftEvent {
  window: LeftWindow;
  what: 'left' | LeftEnd;
}

/** A browser that may be left open: what this list needs of it. */
export interface Leavable {
  /** Resolves when it is gone, however. */
  readonly ended: Promise<unknown>;
  /** Ends it, kindly first; resolves when it is gone. */
  end(): Promise<void>;
}

/** So long a window waits for the person, milliseconds. */
const LEFT_MS = 10 * 60_000;

interface Entry<B extends Leavable> {
  window: LeftWindow;
  browser: B;
  timer: NodeJS.Timeout;
}

/** A window that was taken, and what the person was asked for in it. */
export interface Taken<B extends Leavable> {
  browser: B;
  why: LeftWindow['why'];
}

/** The windows that wait for the person, one for each provider at most; each ends by itself. */
export class LeftWindows<B extends Leavable> {
  readonly #entries = new Map<string, Entry<B>>();
  /** By provider: the end of a window that is not gone yet, and has its profile until then. */
  readonly #ending = new Map<string, Promise<void>>();
  readonly #listeners = new Set<(event: LeftEvent) => void>();
  readonly #leftMs: number;

  constructor(leftMs = LEFT_MS) {
    this.#leftMs = leftMs;
  }

  leave(browser: B, about: Pick<LeftWindow, 'provider' | 'title' | 'why'>): LeftWindow {
    const openedAt = Date.now() / 1000;
    const window: LeftWindow = {
      id: randomUUID(),
      ...about,
      openedAt,
      endsAt: openedAt + this.#leftMs / 1000,
    };
    const timer = setTimeout(() => void this.end(window.id, 'overdue'), this.#leftMs);
    timer.unref();
    this.#entries.set(window.id, { window, browser, timer });
    void browser.ended.then(() => this.#forget(window.id, 'closed'));
    this.#tell({ window, what: 'left' });
    return window;
  }

  /** Resolves when no window of the provider is on its way out any more: until then it has the provider's profile. */
  async gone(provider: string): Promise<void> {
    await this.#ending.get(provider);
  }

  /** The provider's window, which from now on belongs to whoever took it. */
  take(provider: string): Taken<B> | null {
    for (const { window, browser } of this.#entries.values()) {
      if (window.provider === provider && this.#forget(window.id, 'taken'))
        return { browser, why: window.why };
    }
    return null;
  }

  list(): LeftWindow[] {
    return [...this.#entries.values()].map(({ window }) => window);
  }

  /** False when there is no such window. Resolves when it is gone. */
  async end(id: string, what: LeftEnd = 'ended'): Promise<boolean> {
    const entry = this.#forget(id, what);
    if (entry === null) return false;
    const { provider } = entry.window;
    const ending = entry.browser.end().finally(() => this.#ending.delete(provider));
    this.#ending.set(provider, ending);
    await ending;
    return true;
  }

  async endAll(what: LeftEnd): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((id) => this.end(id, what)));
  }

  onEvent(listener: (event: LeftEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #forget(id: string, what: LeftEnd): Entry<B> | null {
    const entry = this.#entries.get(id);
    if (!entry) return null;
    this.#entries.delete(id);
    clearTimeout(entry.timer);
    this.#tell({ window: entry.window, what });
    return entry;
  }

  #tell(event: LeftEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
