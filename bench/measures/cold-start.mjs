// @ts-check
import { startProbed } from '../lib/probed-app.mjs';
import { median } from '../lib/stats.mjs';

const STARTS = 9;
/** Before the counted ones, each kept open for a while: Chromium writes its code cache only after a script has run twice. */
const WARM_UPS = 3;
const WARM_UP_MS = 3_000;
/** In turns, so that both meet the machine in the same moods. */
const APPS = /** @type {const} */ (['empty', 'panel']);

/**
 * From spawning the process to a panel whose tools can be clicked, against an empty window's first frame. Each app keeps one
 * data folder for all its starts, as an app that is used every day does.
 * @type {import('../measures.mjs').Measure}
 */
export async function coldStart({ runtime, screen, folder, signal }) {
  const data = { empty: folder('empty'), panel: folder('panel') };
  /** @type {Record<typeof APPS[number], number[]>} */
  const times = { empty: [], panel: [] };
  for (let start = -WARM_UPS; start < STARTS; start++) {
    for (const name of APPS) {
      const app = await startProbed(name, { runtime: runtime.path, userData: data[name], screen, signal });
      if (start < 0) await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS));
      else times[name].push(app.readyMs);
      await app.quit();
    }
  }
  return {
    measured: { what: 'spawn to a panel whose tools can be clicked', value: median(times.panel), unit: 'ms' },
    baseline: { what: 'spawn to the first frame of an empty window', value: median(times.empty), unit: 'ms' },
    details: {
      fastestPanelMs: Math.min(...times.panel),
      fastestEmptyMs: Math.min(...times.empty),
      starts: STARTS,
    },
  };
}
