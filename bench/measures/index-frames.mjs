// @ts-check
import { look } from '../lib/filled-app.mjs';
import { FEW, MANY } from '../lib/many-records.mjs';
import { median, percentile } from '../lib/stats.mjs';

/**
 * @typedef {{frames: number[], searches: number[], indexing?: {done: number, of: number}}} Watched milliseconds of each frame
 *   of three quarters of a minute, and from the last letter of each search to its rows; `indexing`: how far the index had come by then, when it was
 *   not there yet
 */

/**
 * The time of a frame of the log page while a million records are indexed and somebody types a search in it, against the same
 * with a thousand records and nothing to index.
 * @type {import('../measures.mjs').Measure}
 */
export async function indexFrames(context) {
  const idle = /** @type {Watched} */ (await look('indexing', FEW, context));
  const during = /** @type {Watched} */ (await look('indexing', MANY, context));
  if (idle.indexing) throw new Error('The index of the short record was still being made.');
  if (!during.indexing)
    throw new Error('The index of the long record was there before its time was up: it was too short.');
  return {
    measured: { what: 'p95 frame while indexing', value: percentile(during.frames, 95), unit: 'ms' },
    baseline: {
      what: `the same with ${FEW} records, all indexed`,
      value: percentile(idle.frames, 95),
      unit: 'ms',
    },
    details: {
      longestFrameMs: Math.max(...during.frames),
      longestIdleFrameMs: Math.max(...idle.frames),
      frames: during.frames.length,
      indexedBytes: during.indexing.done,
      searches: during.searches.length,
      searchMs: during.searches.length > 0 ? median(during.searches) : 'none came to its end',
      searchIdleMs: median(idle.searches),
    },
  };
}
