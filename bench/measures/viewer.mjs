// @ts-check
import path from 'node:path';
import { startProbed } from '../lib/probed-app.mjs';
import { median, percentile } from '../lib/stats.mjs';
import { runSubject } from '../lib/subject.mjs';

const MANY = 1_000_000;
const FEW = 1_000;
/** Filling, and indexing what was filled, takes its time on the first start. */
const LIMIT_MS = 15 * 60_000;

/**
 * @typedef {{opens: number[], frames: number[], indexing: {during: number[], idle: number[]}}} Seen milliseconds: each opening
 *   of the page, each frame of a scroll, each frame while the index was made and afterwards
 */

/** @type {WeakMap<AbortSignal, Promise<{many: Seen, few: Seen}>>} One visit answers for both measures of a run. */
const visits = new WeakMap();

/**
 * Opens the log page of an app with a million records and of one with a thousand, and scrolls through both.
 * @param {import('../measures.mjs').Context} context
 */
function visit(context) {
  const known = visits.get(context.signal);
  if (known) return known;
  const both = (async () => ({ few: await look(FEW, context), many: await look(MANY, context) }))();
  visits.set(context.signal, both);
  return both;
}

/**
 * @param {number} records
 * @param {import('../measures.mjs').Context} context
 * @returns {Promise<Seen>}
 */
async function look(records, context) {
  const { runtime, screen, folder, signal } = context;
  const userData = folder(`viewer-${records}`);
  await runSubject('audit-fill', { dir: path.join(userData, 'logs'), records: String(records) }, context);
  const app = await startProbed('viewer', {
    runtime: runtime.path,
    userData,
    screen,
    signal,
    limitMs: LIMIT_MS,
  });
  await app.quit();
  const line = /^measured: (.*)$/m.exec(app.said);
  if (!line?.[1]) throw new Error('The viewer app said nothing of what it measured.');
  return JSON.parse(line[1]);
}

/**
 * From the click on "Log" to a first row that can be clicked, on a page that was just loaded.
 * @type {import('../measures.mjs').Measure}
 */
export async function viewerOpen(context) {
  const { many, few } = await visit(context);
  return {
    measured: { what: 'log page to first rows, 1,000,000 records', value: median(many.opens), unit: 'ms' },
    baseline: { what: 'the same, 1,000 records', value: median(few.opens), unit: 'ms' },
    details: { slowestOpenMs: Math.max(...many.opens), opens: many.opens.length },
  };
}

/**
 * The time of a frame while scrolling.
 * @type {import('../measures.mjs').Measure}
 */
export async function viewerScroll(context) {
  const { many, few } = await visit(context);
  return {
    measured: { what: 'p95 frame, 1,000,000 records', value: percentile(many.frames, 95), unit: 'ms' },
    baseline: { what: 'p95 frame, 1,000 records', value: percentile(few.frames, 95), unit: 'ms' },
    details: {
      longestFrameMs: Math.max(...many.frames),
      longestFrameOfFewMs: Math.max(...few.frames),
      frames: many.frames.length,
    },
  };
}

/**
 * The time of a frame of the panel while a million records are indexed.
 * @type {import('../measures.mjs').Measure}
 */
export async function indexFrames(context) {
  const { during, idle } = (await visit(context)).many.indexing;
  return {
    measured: { what: 'p95 frame while indexing', value: percentile(during, 95), unit: 'ms' },
    baseline: { what: 'the same panel with nothing to do', value: percentile(idle, 95), unit: 'ms' },
    details: {
      longestFrameMs: Math.max(...during),
      longestIdleFrameMs: Math.max(...idle),
      indexingS: during.reduce((sum, frame) => sum + frame, 0) / 1000,
    },
  };
}
