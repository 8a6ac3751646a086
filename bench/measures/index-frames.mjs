// @ts-check
import { FEW, look, MANY } from '../lib/filled-app.mjs';
import { percentile } from '../lib/stats.mjs';

/**
 * @typedef {{frames: number[], indexing?: {done: number, of: number}}} Watched milliseconds of each frame of a minute;
 *   `indexing`: how far the index had come by then, when it was not there yet
 */

/**
 * The time of a frame of the panel while a million records are indexed, against one with nothing to do.
 * @type {import('../measures.mjs').Measure}
 */
export async function indexFrames(context) {
  const idle = /** @type {Watched} */ (await look('indexing', FEW, context));
  const during = /** @type {Watched} */ (await look('indexing', MANY, context));
  if (idle.indexing) throw new Error('The index of the short record was still being made.');
  if (!during.indexing) throw new Error('The index of the long record was there before its time was up.');
  return {
    measured: { what: 'p95 frame while indexing', value: percentile(during.frames, 95), unit: 'ms' },
    baseline: { what: 'the same panel with nothing to do', value: percentile(idle.frames, 95), unit: 'ms' },
    details: {
      longestFrameMs: Math.max(...during.frames),
      longestIdleFrameMs: Math.max(...idle.frames),
      frames: during.frames.length,
      indexedBytes: during.indexing.done,
    },
  };
}
