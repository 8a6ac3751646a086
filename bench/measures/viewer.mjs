// @ts-check
import path from 'node:path';
import { startProbed } from '../lib/probed-app.mjs';
import { median, percentile } from '../lib/stats.mjs';
import { runSubject } from '../lib/subject.mjs';

export const MANY = 1_000_000;
export const FEW = 1_000;
/** Indexing what was filled takes its time on the first start. */
const LIMIT_MS = 60 * 60_000;

/**
 * @typedef {{opens: number[], frames: number[]}} Seen milliseconds: each opening of the page, each frame of a scroll
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
  const both = (async () => ({
    few: /** @type {Seen} */ (await look('viewer', FEW, context)),
    many: /** @type {Seen} */ (await look('viewer', MANY, context)),
  }))();
  visits.set(context.signal, both);
  return both;
}

/**
 * What an app of `bench/apps` measures with a record of this length.
 * @template T
 * @param {'viewer' | 'indexing'} name
 * @param {number} records
 * @param {import('../measures.mjs').Context} context
 * @returns {Promise<T>}
 */
export async function look(name, records, context) {
  const { runtime, screen, folder, signal } = context;
  const userData = folder(`${name}-${records}`);
  await runSubject('audit-fill', { dir: path.join(userData, 'logs'), records: String(records) }, context);
  const app = await startProbed(name, {
    runtime: runtime.path,
    userData,
    screen,
    signal,
    limitMs: LIMIT_MS,
  });
  await app.quit();
  const line = /^measured: (.*)$/m.exec(app.said);
  if (!line?.[1]) throw new Error(`The ${name} app said nothing of what it measured.`);
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
