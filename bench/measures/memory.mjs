// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from '../../scripts/lib/errors.mjs';
import { startProbed } from '../lib/probed-app.mjs';
import { othersRunning, privateMemory } from '../lib/process-memory.mjs';
import { median } from '../lib/stats.mjs';

const STARTS = 3;
/** By then the window has been drawn, start-up's garbage is mostly collected, and short-lived helper processes are gone. */
const SETTLE_MS = 6_000;
const APPS = /** @type {const} */ (['empty', 'panel']);

/**
 * Private memory of all processes, some seconds after the start, against the same for an empty window.
 * @type {import('../measures.mjs').Measure}
 */
export async function memory({ runtime, screen, folder, say, signal }) {
  if (process.platform !== 'linux') {
    throw new SetupError(
      'memory: /proc/<pid>/smaps_rollup, which this is read from, is there on Linux only.',
    );
  }
  const data = { empty: folder('empty'), panel: folder('panel') };
  /** @type {Record<typeof APPS[number], {processes: number, megabytes: number}[]>} */
  const found = { empty: [], panel: [] };
  let others = 0;
  for (let start = 0; start < STARTS; start++) {
    for (const name of APPS) {
      const app = await startProbed(name, { runtime: runtime.path, userData: data[name], screen, signal });
      await sleep(SETTLE_MS, undefined, { signal }).finally(async () => {
        if (!signal.aborted) {
          found[name].push(privateMemory(app.pid));
          others = Math.max(others, othersRunning(app.pid, runtime.path));
        }
        await app.quit();
      });
    }
  }
  if (others > 0) {
    say(
      `memory: ${others} other processes of this Electron were running. What they share is missing from both figures; run it alone.`,
    );
  }
  const middle = (/** @type {typeof APPS[number]} */ name, /** @type {'processes' | 'megabytes'} */ key) =>
    median(found[name].map((each) => each[key]));
  return {
    measured: {
      what: 'the app, private memory of all processes',
      value: middle('panel', 'megabytes'),
      unit: 'MB',
    },
    baseline: { what: 'an empty window, the same', value: middle('empty', 'megabytes'), unit: 'MB' },
    details: {
      appProcesses: middle('panel', 'processes'),
      emptyProcesses: middle('empty', 'processes'),
      settledMs: SETTLE_MS,
      otherElectronProcesses: others,
    },
  };
}
