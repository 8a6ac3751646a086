import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { ChildOwner, OwnedChild } from '../children.ts';
import type { DialDeps } from '../guarded-http-dial.ts';
import { stoppable } from '../stoppable.ts';
import { ToolError } from '../tool-error.ts';
import { askedAddress, type AskedHosts } from './asked-hosts.ts';
import { browserArgs, browserEnv } from './browser-args.ts';
import { cdpPipe } from './cdp-pipe.ts';
import { registerCovers } from './covers.ts';
import { downloadNews, type DownloadNews } from './downloads.ts';
import { watchDocuments, type DocumentWatch } from './documents.ts';
import { CREDENTIAL_HOST, createEgressProxy, type EgressPass } from './egress-proxy.ts';

/** How long a browser may take until it answers, milliseconds. */
const START_MS = 30_000;
/** Kept of what a browser that does not start complains of. */
const STDERR_CHARS = 4_000;
/**
 * A browser that is to end while it opens an empty page may have so long for that, milliseconds: the driver keeps a page that it has
 * asked for and never got, and the whole browser with it, for ever. Nothing of anybody's is on show there yet.
 */
const OPENING_MS = 250;

export interface LaunchOptions {
  /** The program, see `findBrowser`. */
  path: string;
  headless: boolean;
  /** Where the browser keeps its files; made if need be. Its own context, the default one, lives there. */
  profileDir: string;
  /** Use the browser's own context: what is logged in there stays. Otherwise contexts are made and forgotten. */
  keepsProfile: boolean;
  children: ChildOwner;
  /**
   * Ends it while it starts, and not after: a run's signal is aborted at its end, whatever the end, and the browser may be kept
   * for the next run.
   */
  signal?: AbortSignal;
  /** What tests replace. */
  dial?: Partial<DialDeps>;
}

/** A context with its way out; closing it ends its connections. */
export interface ProxiedContext {
  readonly context: BrowserContext;
  /** Its first page, empty. */
  readonly page: Page;
  readonly pass: EgressPass;
}

export interface BrowserListener {
  /** Gets each address that a page, a frame or a worker asks for. */
  asked: AskedHosts;
  downloading?: (news: DownloadNews) => void;
  /** It has sent a message that is longer than any that is needed, and is ended. */
  flooded?: () => void;
}

/** A running browser of ours, with the proxy that is its one way out. */
export interface RunningBrowser {
  readonly browser: Browser;
  readonly documents: DocumentWatch;
  /**
   * A context that nothing gets out of before its pass is used. With `keepsProfile`: the browser's own, once.
   * @throws ToolError `error` (`browser_gone`) when it cannot be had
   */
  open(options?: { acceptDownloads?: boolean }): Promise<ProxiedContext>;
  /** From now on tells this listener, and no other, of what goes on in all its pages. */
  tell(listener: BrowserListener): void;
  /** Resolves when the process is gone, however it ended, and its proxy with it. */
  readonly ended: Promise<void>;
  /** Aborted when the process is gone: for whoever is there for a shorter time than the browser (`onceGone`). */
  readonly gone: AbortSignal;
  /** Ends process and proxy at once, or within a quarter of a second while a context is being opened. Safe to call again. */
  kill(): void;
}

/**
 * Starts a browser that belongs to `children` and is remembered in `owned.json` from its first moment.
 * @throws ToolError `unavailable` (`browser_failed`: it did not start, with what it said), or the signal's reason
 */
export async function launchBrowser(options: LaunchOptions): Promise<RunningBrowser> {
  const { signal } = options;
  signal?.throwIfAborted();
  await mkdir(options.profileDir, { recursive: true, mode: 0o700 });
  const [{ chromium, selectors }, proxy] = await Promise.all([
    import('playwright-core'),
    createEgressProxy(options.dial),
  ]);
  const { child, owned } = await spawnOwned(options, selectors, proxy.port).catch(async (error: unknown) => {
    await proxy.close();
    throw error;
  });
  const complaints = lastWords(child);
  const ended = owned.ended.then(() => proxy.close());
  const life = new AbortController();
  const gone = life.signal;
  void owned.ended.then(() => life.abort());
  const giveUp = (): void => owned.kill();
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    signal?.throwIfAborted();
    let listener: BrowserListener | null = null;
    const peek = (message: object): void => {
      const url = askedAddress(message);
      if (url !== null) listener?.asked.add(url);
      const news = downloadNews(message);
      if (news !== null) listener?.downloading?.(news);
    };
    const [toBrowser, fromBrowser] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
    const transport = cdpPipe(toBrowser, fromBrowser, {
      close: () => owned.kill(),
      peek,
      onOverflow: () => listener?.flooded?.(),
    });
    const browser = await unlessEnded(
      gone,
      chromium.connectOverCDP(transport, {
        isLocal: true,
        timeout: START_MS,
        // Where downloads are while they last: what a killed app leaves goes with the profile.
        artifactsDir: join(options.profileDir, 'artifacts'),
      }),
    );
    const documents = await unlessEnded(gone, watchDocuments(browser));
    signal?.throwIfAborted();
    const newContext = async (acceptDownloads: boolean): Promise<ProxiedContext> => {
      const context = options.keepsProfile
        ? ownContext(browser)
        : await browser.newContext({ serviceWorkers: 'block', acceptDownloads });
      await context.addInitScript(NO_SERVICE_WORKERS);
      const page = context.pages()[0] ?? (await context.newPage());
      // A page that was there before the watch on the browser's requests sends its own past it.
      if (options.keepsProfile) await page.goto('about:blank');
      const pass = proxy.admit();
      // The browser asks for this once and remembers the answer for the whole context, WebSockets included. Fetched, not
      // gone to: nobody sees that address, and no step can lead back to it.
      await documents.withCredential(pass, () =>
        page.evaluate(askForCredential, `http://${CREDENTIAL_HOST}/${pass.user}`),
      );
      return { context, page, pass };
    };
    const opening = new Set<Promise<unknown>>();
    const open: RunningBrowser['open'] = ({ acceptDownloads = false } = {}) => {
      const opened = newContext(acceptDownloads);
      opening.add(opened);
      opened.catch(() => undefined).finally(() => opening.delete(opened));
      return unlessEnded(gone, opened);
    };
    const kill = (): void => {
      if (opening.size === 0) owned.kill();
      else void Promise.race([Promise.allSettled(opening), sleep(OPENING_MS)]).then(() => owned.kill());
    };
    const tell = (next: BrowserListener): void => void (listener = next);
    return { browser, documents, open, tell, ended, gone, kill };
  } catch (error) {
    owned.kill();
    await ended;
    signal?.throwIfAborted();
    throw new ToolError('unavailable', 'browser_failed', notStarted(options.path, complaints(), error), {
      cause: error,
    });
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

/** @throws what keeps it from being remembered; it has been ended then */
async function spawnOwned(
  options: LaunchOptions,
  selectors: Parameters<typeof registerCovers>[0],
  proxyPort: number,
): Promise<{ child: ChildProcess; owned: OwnedChild }> {
  await registerCovers(selectors);
  const child = spawnBrowser(options, proxyPort);
  const owned = options.children.own(child, {
    group: process.platform !== 'win32',
    outlives: 'browser',
  });
  return { child, owned };
}

/**
 * The driver goes on waiting for a browser that has ended, whatever was asked of it.
 * @param gone as in `RunningBrowser`
 * @throws ToolError `error` (`browser_gone`) when it has ended or fails
 */
export function unlessEnded<T>(gone: AbortSignal, asked: Promise<T>): Promise<T> {
  return stoppable(asked, gone).catch((cause: unknown) => {
    const message = 'The browser started and then gave no page. Run it again.';
    throw new ToolError('error', 'browser_gone', message, { cause });
  });
}

/**
 * Calls `listener` once the browser has gone, also where it has already. What waits for that by a promise is kept for as long as
 * the browser is, which may be thousands of runs.
 * @returns the way to stop listening
 */
export function onceGone(gone: AbortSignal, listener: () => void): () => void {
  if (gone.aborted) queueMicrotask(listener);
  else gone.addEventListener('abort', listener, { once: true });
  return () => gone.removeEventListener('abort', listener);
}

/**
 * Playwright's own way replaces the method of one object, and `ServiceWorkerContainer.prototype.register` stays; it does
 * nothing at all in the browser's own context.
 */
const NO_SERVICE_WORKERS = `if (globalThis.ServiceWorkerContainer) {
  const register = async () => { throw new DOMException('Service workers are switched off here.', 'SecurityError'); };
  const fixed = { value: register, writable: false, configurable: false };
  Object.defineProperty(ServiceWorkerContainer.prototype, 'register', fixed);
  if (navigator.serviceWorker) delete navigator.serviceWorker.register;
}`;

/** Runs in the page. */
async function askForCredential(url: string): Promise<void> {
  const signal = AbortSignal.timeout(15_000);
  await fetch(url, { mode: 'no-cors', credentials: 'include', cache: 'no-store', signal });
}

function ownContext(browser: Browser): BrowserContext {
  const [context] = browser.contexts();
  if (!context) throw new Error('The browser has no context of its own.');
  return context;
}

function spawnBrowser(options: LaunchOptions, proxyPort: number): ChildProcess {
  const { headless, profileDir, keepsProfile, path } = options;
  // As root the browser's own sandbox refuses to work. Anyone else keeps it.
  const noSandbox = process.platform === 'linux' && process.getuid?.() === 0;
  const args = browserArgs({ headless, profileDir, proxyPort, noSandbox, startPage: keepsProfile });
  return spawn(path, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    env: browserEnv(process.env),
    // The leader of a group of its own, so that all its processes end with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
}

function lastWords(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-STDERR_CHARS);
  });
  return () => text;
}

function notStarted(path: string, complaints: string, error: unknown): string {
  if (/No usable sandbox|SUID sandbox|crbug\.com\/(?:357670|638180)/.test(complaints)) {
    return `${path} cannot use its sandbox on this system, and is not started without it. Allow unprivileged user namespaces, or use another browser (setting browser_path).`;
  }
  const last = complaints.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
  const why =
    last === '' ? (error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)) : last;
  return `${path} did not start: ${why}`;
}
