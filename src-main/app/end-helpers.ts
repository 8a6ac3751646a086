import fs from 'node:fs';
import type { App } from 'electron';

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
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
