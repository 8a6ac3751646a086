// @ts-check
import { look } from '../lib/filled-app.mjs';
import { FEW, MANY } from '../lib/many-records.mjs';
import { median, percentile } from '../lib/stats.mjs';

/**
 * @typedef {{opens: number[], frames: number[], blanks: number, jumps: number[]}} Seen milliseconds: each opening of the page; each
 *   frame of a scroll, from one with rows to the next with rows; from each jump of the scroll bar to rows. `blanks`: how many
 *   frames of the scroll had no rows
 */

/** @type {WeakMap<AbortSignal, Promise<{many: Seen, few: Seen}>>} One visit answers for both measures of a run. */
const visits = new WeakMap();

/**
 * Opens the log page of an app with a million records and of one with a thousand, scrolls and jumps through both.
 * @param {import('../measures.mjs').Context} context
 */
function visit(context) {
  const known = visits.get(context.signal);
  if (known) return known;
  const both = (async () => ({
    few: /** @type {Seen} */ (await look('viewer', FEW, context)),
    many: /** @type {Seen} */ (await look('viewer', MANY, context)),
  }))();
  visits.set(context.signal, both);
  return both;
}

/**
 * From the click on "Log" to a first row that can be clicked, on a page that was just loaded.
 * @type {import('../measures.mjs').Measure}
 */
export async function viewerOpen(context) {
  const { many, few } = await visit(context);
  return {
    measured: { what: `log page to first rows, ${MANY} records`, value: median(many.opens), unit: 'ms' },
    baseline: { what: `the same, ${FEW} records`, value: median(few.opens), unit: 'ms' },
    details: { slowestOpenMs: Math.max(...many.opens), opens: many.opens.length },
  };
}

/**
 * The time of a frame while scrolling. Frames without rows count for the one after them: a list that is blank is not fast.
 * @type {import('../measures.mjs').Measure}
 */
export async function viewerScroll(context) {
  const { many, few } = await visit(context);
  return {
    measured: { what: `p95 frame, ${MANY} records`, value: percentile(many.frames, 95), unit: 'ms' },
    baseline: { what: `p95 frame, ${FEW} records`, value: percentile(few.frames, 95), unit: 'ms' },
    details: {
      longestFrameMs: Math.max(...many.frames),
      longestFrameOfFewMs: Math.max(...few.frames),
      frames: many.frames.length,
      blankFrames: many.blanks,
      blankFramesOfFew: few.blanks,
      jumpMs: median(many.jumps),
      longestJumpMs: Math.max(...many.jumps),
      longestJumpOfFewMs: Math.max(...few.jumps),
    },
  };
}
