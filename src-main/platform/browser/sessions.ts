import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ChildOwner } from '../children.ts';
import type { DialDeps } from '../guarded-http-dial.ts';
import type { RunScope } from '../platform.ts';
import type { KeptBrowsers } from './kept-browsers.ts';
import { launchBrowser, onceGone, unlessEnded, type ProxiedContext, type RunningBrowser } from './launch.ts';
import { BrowserSession, type SessionRules } from './session.ts';

export interface OpenOptions extends SessionRules {
  /** The program, see `findBrowser`. */
  path: string;
  /** Without a window. Only such a browser is kept ready for the next run. */
  headless: boolean;
  /** A step asks for a download; they are refused otherwise. */
  acceptDownloads: boolean;
  /** How long a browser is kept ready after a run, seconds; 0: not at all. */
  idleSeconds: number;
}

/** Browsers for runs. Each run has one of its own, with a fresh context; one that is done may be kept ready for the next. */
export interface BrowserSessions {
  /** @throws ToolError `unavailable` (`browser_failed`), `error` (`browser_gone`), or the scope's abort reason */
  open(scope: RunScope, options: OpenOptions): Promise<BrowserSession>;
  /** Ends the browser that is kept ready, if there is one. Those of runs end with their runs. */
  endIdle(): void;
}

/** A browser with a context that nobody has used yet. */
interface Warm {
  path: string;
  running: RunningBrowser;
  spare: Promise<ProxiedContext>;
  timer: NodeJS.Timeout;
  /** Takes it off the list of what is kept open. */
  unlist: () => void;
}

/**
 * @param parts.kept told of the browser that is kept ready
 * @param parts.dir where browsers keep their files while they run; nothing in it outlives them
 */
export function createBrowserSessions(parts: {
  children: ChildOwner;
  dir: string;
  kept?: KeptBrowsers;
  dial?: Partial<DialDeps>;
}): BrowserSessions {
  let warm: Warm | null = null;
  let swept: Promise<void> | undefined;

  const endIdle = (): void => {
    const ending = warm;
    warm = null;
    if (!ending) return;
    clearTimeout(ending.timer);
    ending.unlist();
    ending.running.kill();
  };

  const launch = async (path: string, headless: boolean, signal: AbortSignal): Promise<RunningBrowser> => {
    // What a killed app left; there is one app per data folder, and this is before its first browser. What cannot be removed
    // stays, and is in nobody's way: each browser has a folder of its own.
    await (swept ??= rm(parts.dir, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined));
    const profileDir = join(parts.dir, randomUUID());
    // From then on `open` ends the browser with its run.
    const running = await launchBrowser({
      path,
      headless,
      profileDir,
      keepsProfile: false,
      children: parts.children,
      signal,
      ...(parts.dial ? { dial: parts.dial } : {}),
    });
    // Only a cache and empty profiles; what cannot be removed now goes with the next start.
    void running.ended
      .then(() => rm(profileDir, { recursive: true, force: true, maxRetries: 5 }))
      .catch(() => undefined);
    return running;
  };

  /** Keeps a browser ready whose run is over. */
  const keep = (path: string, running: RunningBrowser, idleSeconds: number): void => {
    if (warm !== null || idleSeconds === 0) {
      running.kill();
      return;
    }
    const spare = running.open();
    const timer = setTimeout(endIdle, idleSeconds * 1000);
    timer.unref();
    const openedAt = Date.now() / 1000;
    const about = { title: basename(path), openedAt, endsAt: openedAt + idleSeconds };
    const unlist =
      parts.kept?.add(about, () => {
        endIdle();
        return running.ended;
      }) ?? (() => undefined);
    const over = (): void => {
      clearTimeout(timer);
      unlist();
      if (warm === kept) warm = null;
    };
    const unwatch = onceGone(running.gone, over);
    const kept: Warm = {
      path,
      running,
      spare,
      timer,
      unlist: () => {
        unwatch();
        unlist();
      },
    };
    warm = kept;
    spare.catch(() => {
      over();
      running.kill();
    });
  };

  /** The browser that is kept ready, for one that fits; it is nobody else's from now on. */
  const take = (path: string): Warm | null => {
    if (warm === null || warm.path !== path) return null;
    const taken = warm;
    warm = null;
    clearTimeout(taken.timer);
    taken.unlist();
    return taken;
  };

  /** A run's session in a browser, which ends with the run. @throws ToolError `error` (`browser_gone`), or the abort reason */
  const session = async (
    running: RunningBrowser,
    opening: Promise<ProxiedContext>,
    scope: RunScope,
    options: OpenOptions,
  ): Promise<BrowserSession> => {
    const { path, headless, idleSeconds } = options;
    const stop = (): void => running.kill();
    scope.signal.addEventListener('abort', stop, { once: true });
    try {
      const opened = await opening;
      scope.signal.throwIfAborted();
      return new BrowserSession(running, opened, scope, options, (reusable) => {
        scope.signal.removeEventListener('abort', stop);
        if (reusable && headless && !scope.signal.aborted) keep(path, running, idleSeconds);
        else running.kill();
      });
    } catch (error) {
      scope.signal.removeEventListener('abort', stop);
      running.kill();
      scope.signal.throwIfAborted();
      throw error;
    }
  };

  return {
    endIdle,
    async open(scope, options) {
      const { path, headless, acceptDownloads } = options;
      scope.signal.throwIfAborted();
      const ready = headless ? take(path) : null;
      if (ready !== null) {
        try {
          return await session(ready.running, spareOf(ready, acceptDownloads), scope, options);
        } catch {
          // What went bad while nobody used it is none of this run's business: it gets another one.
          scope.signal.throwIfAborted();
        }
      }
      scope.report({ kind: 'spawn', target: path, detail: 'a browser of its own for this run' });
      const running = await launch(path, headless, scope.signal);
      return session(running, running.open({ acceptDownloads }), scope, options);
    },
  };
}

/** The spare context was made to refuse downloads. */
async function spareOf({ running, spare }: Warm, acceptDownloads: boolean): Promise<ProxiedContext> {
  if (!acceptDownloads) return spare;
  const refusing = await spare;
  const closing = unlessEnded(running.gone, refusing.context.close());
  const [opened] = await Promise.all([running.open({ acceptDownloads }), closing]);
  refusing.pass.end();
  return opened;
}
