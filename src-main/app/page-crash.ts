import type { BrowserWindow } from 'electron';

/** A page that ends more often than this within a minute is not loaded again by itself. */
const MOST = 3;
const WITHIN_MS = 60_000;

export interface PageWatcher {
  /** What happened, in the system's word (`crashed`, `oom`, `killed` ...), and whether the page was loaded again. */
  told: (reason: string, reloaded: boolean) => void;
  /**
   * Asks the person whether a page that ended too often, or that does not respond, is loaded again.
   * @param over aborted when there is nothing to ask any more
   */
  loadAgain: (trouble: PageTrouble, over: AbortSignal) => Promise<boolean>;
  /** The question could not be put: it is asked again the next time. */
  notAsked: (error: unknown) => void;
  now?: () => number;
}

export type PageTrouble = { what: 'ended'; times: number; reason: string } | { what: 'hangs' };

/**
 * Loads a window's page again when its process has ended by itself: the runs live in main, and go on. Where that is no use, and
 * where the page hangs, a person decides.
 */
export function watchPage(
  window: BrowserWindow,
  { told, loadAgain, notAsked, now = () => performance.now() }: PageWatcher,
): void {
  const { webContents } = window;
  let times: number[] = [];
  let asking: AbortController | null = null;
  const ask = (trouble: PageTrouble, load: () => void): void => {
    if (asking) return;
    const over = (asking = new AbortController());
    const answer = loadAgain(trouble, over.signal).catch((error: unknown) => {
      notAsked(error);
      return false;
    });
    void answer.then((yes) => {
      if (asking === over) asking = null;
      if (yes && !over.signal.aborted && !window.isDestroyed()) load();
    });
  };
  const over = (): void => {
    asking?.abort();
    asking = null;
  };
  webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    over();
    times = [...times.filter((time) => now() - time < WITHIN_MS), now()];
    const again = times.length <= MOST;
    told(reason, again);
    // Asked for within the event itself it is lost: the page is still ending.
    if (again) setImmediate(() => !window.isDestroyed() && webContents.reload());
    else
      ask({ what: 'ended', times: times.length, reason }, () => {
        times = [];
        webContents.reload();
      });
  });
  // A page that hangs would not hear of being loaded again; one whose process is gone is.
  window.on('unresponsive', () => ask({ what: 'hangs' }, () => webContents.forcefullyCrashRenderer()));
  window.on('responsive', over);
  webContents.on('did-finish-load', over);
  window.on('closed', over);
}
