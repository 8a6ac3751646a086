// @ts-check
import { median } from '../lib/stats.mjs';
import { runSubject } from '../lib/subject.mjs';

/** @typedef {{cold: number[], warm: number[], bare: number[], browser: string}} Times */

/** One run of the subject answers both measures: they share their baseline. @type {Promise<Times> | undefined} */
let taken;

/**
 * 13 steps by the tool against the same by bare playwright-core, which starts its browser.
 * @param {'cold' | 'warm'} which
 * @returns {import('../measures.mjs').Measure}
 */
export const browser = (which) => async (context) => {
  const times = await (taken ??= runSubject('browser', { dir: context.folder('browser') }, context));
  const state = which === 'cold' ? 'a browser that it starts' : 'a browser that is kept ready';
  return {
    measured: { what: `13 steps by the tool, ${state}`, value: median(times[which]), unit: 'ms' },
    baseline: {
      what: 'the same by bare playwright-core, with a browser that it starts and ends',
      value: median(times.bare),
      unit: 'ms',
    },
    details: { browser: times.browser },
  };
};
