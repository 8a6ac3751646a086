import type { BrowserWindow } from 'electron';

/** A page that ends more often than this within a minute is not loaded again by itself. */
const MOST = 3;
const WITHIN_MS = 60_000;

/**
 * Loads a window's page again when its process has ended by itself: the runs live in main, and go on.
 * @param told what happened, in the system's word (`crashed`, `oom`, `killed` ...), and whether the page was loaded again
 */
export function reloadWhenGone(
  window: BrowserWindow,
  told: (reason: string, reloaded: boolean) => void,
  now: () => number = () => performance.now(),
): void {
  let times: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    times = [...times.filter((time) => now() - time < WITHIN_MS), now()];
    const again = times.length <= MOST;
    told(reason, again);
    // Asked for within the event itself it is lost: the page is still ending.
    if (again) setImmediate(() => !window.isDestroyed() && window.webContents.reload());
  });
}
