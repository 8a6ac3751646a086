// @ts-check
import { filledLog } from '../lib/filled-log.mjs';
import { FEW, MANY } from '../lib/many-records.mjs';
import { median, percentile } from '../lib/stats.mjs';
import { runSubject } from '../lib/subject.mjs';

/** @typedef {{app: number[], bare: number[], records: number, questions: number, slowest: string}} Answers milliseconds */

/**
 * Pages of a million records under mixed filters, against the same statements bare.
 * @type {import('../measures.mjs').Measure}
 */
export const auditQuery = (context) => againstBare('query', 'filtered pages', context);

/**
 * Full text over a million records, rare words under filters included, against the same statements bare.
 * @type {import('../measures.mjs').Measure}
 */
export const auditSearch = (context) => againstBare('search', 'searches', context);

/**
 * The newest 50 of a million records against the newest 50 of a thousand.
 * @type {import('../measures.mjs').Measure}
 */
export async function auditTail(context) {
  const many = await ask('tail', MANY, context);
  const few = await ask('tail', FEW, context);
  return {
    measured: { what: `newest 50 of ${many.records} records`, value: median(many.app), unit: 'ms' },
    baseline: { what: `newest 50 of ${few.records} records`, value: median(few.app), unit: 'ms' },
    details: { bareStatementsMs: median(many.bare) },
  };
}

/**
 * @param {'query' | 'search'} what
 * @param {string} words
 * @param {import('../measures.mjs').Context} context
 */
async function againstBare(what, words, context) {
  const { app, bare, records, questions, slowest } = await ask(what, MANY, context);
  return {
    measured: {
      what: `p95 of ${questions} ${words} of ${records} records`,
      value: percentile(app, 95),
      unit: 'ms',
    },
    baseline: { what: 'p95 of the same statements bare', value: percentile(bare, 95), unit: 'ms' },
    details: { medianMs: median(app), bareMedianMs: median(bare), slowestMs: Math.max(...app), slowest },
  };
}

/**
 * @param {'query' | 'search' | 'tail'} what
 * @param {number} records
 * @param {import('../measures.mjs').Context} context
 * @returns {Promise<Answers>}
 */
async function ask(what, records, context) {
  const { logs, index } = await filledLog(records, context);
  return /** @type {Answers} */ (await runSubject('audit-index', { what, logs, index }, context));
}
