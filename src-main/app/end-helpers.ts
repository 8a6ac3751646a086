import type { App } from 'electron';
import { linuxStartOf } from '../platform/process-identity.ts';

const LIMIT_MS = 2_000;
const LOOK_EVERY_MS = 10;

/**
 * Ends the processes that Chromium has beside main (network, graphics, pages), and waits, holding main up, until they are gone:
 * each would write its files anew on its way out, and main would start them again.
 */
export function endHelpers(app: Pick<App, 'getAppMetrics'>): void {
  const pids = app
    .getAppMetrics()
    .map(({ pid }) => pid)
    .filter((pid) => pid !== process.pid);
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has gone by itself.
    }
  }
  const until = performance.now() + LIMIT_MS;
  while (pids.some(isThere) && performance.now() < until) sleepSync(LOOK_EVERY_MS);
}

/** Holds main up: nothing that the app would do next may come between. */
export function sleepSync(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** One that nobody has been told of yet (a zombie) writes nothing any more; only Linux tells it apart. */
function isThere(pid: number): boolean {
  try {
    return process.platform === 'linux' ? linuxStartOf(pid) !== null : process.kill(pid, 0);
  } catch {
    return false;
  }
}
