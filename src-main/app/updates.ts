import type { JsonObject } from '../../src-preload/contract/json.ts';
import type { UpdatesState } from '../../src-preload/contract/types.ts';
import { Refusal } from '../execution/refusal.ts';
import { texts } from '../texts/texts.ts';
import type { PersonQuestion } from './ask-person.ts';

/** What really asks the feed and takes an update: electron-updater, or a test's. */
export interface UpdateEngine {
  /** null: no newer one. @throws Error in words for the person */
  check(feed: string, signal: AbortSignal): Promise<{ version: string; bytes: number | null } | null>;
  /** Keeps the update that the last check found, its hash checked. `percent`: 0 to 100. */
  download(percent: (done: number) => void, signal: AbortSignal): Promise<void>;
  /** Ends the app and starts the new one. @throws what keeps it from that */
  install(): void;
}

export interface UpdateParts {
  feed: () => string | null;
  /** Loaded with the first check only: what has no feed costs nothing. */
  engine: () => Promise<UpdateEngine>;
  /** Resolves when it is on disk. */
  record: (detail: JsonObject) => Promise<void>;
  /** Whether a person says yes, in a dialog that no page can press. */
  ask: (question: PersonQuestion) => Promise<boolean>;
  changed: () => void;
  /** Epoch seconds. */
  now: () => number;
}

const CANCELLED = new Error('It was cancelled.');
const CHECK_LIMIT_MS = 30_000;
const DOWNLOAD_LIMIT_MS = 60 * 60_000;

/**
 * Updates from the feed that a person has set. A check asks for a few lines of text; nothing is fetched beyond that and
 * nothing is installed without a yes for exactly that. Every check and step is on record.
 */
export class Updates {
  readonly #parts: UpdateParts;
  #engine: UpdateEngine | null = null;
  #now: Omit<UpdatesState, 'feed'> = { state: 'idle' };
  #going: AbortController | null = null;

  constructor(parts: UpdateParts) {
    this.#parts = parts;
  }

  get state(): UpdatesState {
    const feed = this.#parts.feed();
    return feed === null ? { feed, state: 'off' } : { ...this.#now, feed };
  }

  /** The feed is another one, or none: what was found at the old one counts no more. */
  feedChanged(): void {
    const going = this.#going;
    this.#going = null;
    going?.abort(new Error('The feed was changed.'));
    this.#set({ state: 'idle' });
  }

  /** Asks the feed. Resolves when that has ended, well or not; a second one meanwhile is the same. */
  async check(by: 'panel' | 'app'): Promise<UpdatesState> {
    const feed = this.#feed();
    if (this.#going || this.#now.state === 'ready') return this.state;
    await this.#go('checking', CHECK_LIMIT_MS, async (signal) => {
      await this.#parts.record({ what: 'update_check', feed, by });
      const engine = (this.#engine ??= await this.#parts.engine());
      const found = await engine.check(feed, signal);
      const checkedAt = this.#parts.now();
      if (found === null) return { state: 'current', checkedAt };
      return { state: 'available', checkedAt, version: found.version, bytes: found.bytes };
    });
    const { state, version, error } = this.#now;
    await this.#parts.record({
      what: 'update_checked',
      feed,
      found: version ?? null,
      state,
      error: error ?? null,
    });
    return this.state;
  }

  /** Fetches what the last check found, after a yes. @throws Refusal */
  async download(): Promise<UpdatesState> {
    const feed = this.#feed();
    const { state, version, bytes } = this.#now;
    if (state !== 'available' || version === undefined || this.#engine === null)
      throw new Refusal('bad_request', 'There is no update to download. Check for one first.');
    const engine = this.#engine;
    const megabytes = bytes === null || bytes === undefined ? null : Math.ceil(bytes / 1e6);
    const yes = await this.#parts.ask({
      title: texts.download.title,
      message: texts.download.message(version, megabytes),
      detail: texts.download.detail(feed),
      yes: texts.download.yes,
    });
    if (!yes || this.#now.version !== version || this.#feed() !== feed) return this.state;
    await this.#parts.record({ what: 'update_download', feed, version });
    const found = this.#now;
    await this.#go('downloading', DOWNLOAD_LIMIT_MS, async (signal) => {
      await engine.download((percent) => this.#set({ ...this.#now, percent: Math.floor(percent) }), signal);
      return { ...found, state: 'ready' };
    });
    const { state: ended, error } = this.#now;
    await this.#parts.record({ what: 'update_downloaded', version, state: ended, error: error ?? null });
    return this.state;
  }

  /** Ends the app for the new one, after a yes. @throws Refusal */
  async install(): Promise<UpdatesState> {
    this.#feed();
    const { state, version } = this.#now;
    if (state !== 'ready' || version === undefined || this.#engine === null)
      throw new Refusal('bad_request', 'There is no update to install. Download one first.');
    const yes = await this.#parts.ask({
      title: texts.install.title,
      message: texts.install.message(version),
      detail: texts.install.detail,
      yes: texts.install.yes,
    });
    if (!yes || this.#now.version !== version) return this.state;
    await this.#parts.record({ what: 'update_install', version });
    try {
      this.#engine.install();
    } catch (error) {
      this.#set({ state: 'failed', error: reasonOf(error) });
      await this.#parts.record({ what: 'update_not_installed', version, error: reasonOf(error) });
    }
    return this.state;
  }

  /** Stops a check or a download. */
  cancel(): UpdatesState {
    this.#going?.abort(CANCELLED);
    return this.state;
  }

  #feed(): string {
    const feed = this.#parts.feed();
    if (feed === null) throw new Refusal('bad_request', 'No update server is set (setting update_feed_url).');
    return feed;
  }

  async #go(
    state: 'checking' | 'downloading',
    limitMs: number,
    work: (signal: AbortSignal) => Promise<Omit<UpdatesState, 'feed'>>,
  ): Promise<void> {
    const stop = new AbortController();
    this.#going = stop;
    const limit = setTimeout(() => stop.abort(new Error('It took too long.')), limitMs);
    const stopped = new Promise<never>((_done, fail) => {
      stop.signal.addEventListener('abort', () => fail(stop.signal.reason as Error), { once: true });
    });
    const before = this.#now;
    this.#set({ ...before, state });
    try {
      const ended = await Promise.race([work(stop.signal), stopped]);
      if (this.#going === stop) this.#set(ended);
    } catch (error) {
      if (this.#going !== stop) return;
      if (error === CANCELLED) this.#set(before);
      else this.#set({ state: 'failed', error: reasonOf(error), checkedAt: this.#parts.now() });
    } finally {
      clearTimeout(limit);
      if (this.#going === stop) this.#going = null;
    }
  }

  #set(state: Omit<UpdatesState, 'feed'>): void {
    this.#now = state;
    this.#parts.changed();
  }
}

/** The first line: what comes behind it is a server's page or a trace. */
function reasonOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.slice(0, 300);
}
