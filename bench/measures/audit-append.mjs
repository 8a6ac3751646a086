// @ts-check
import path from 'node:path';
import { CHECKOUT } from '../../scripts/lib/paths.mjs';
import { median } from '../lib/stats.mjs';
import { runSubject } from '../lib/subject.mjs';

/** As the app's own build has it. */
const SYNC_THREAD = path.join(CHECKOUT, 'src-main', 'audit', 'sync-thread.mjs');

/** @typedef {{log: number[], bare: number[]}} Rates of each turn, in records a second */

/**
 * Records a second, one at a time and each on disk before the next, against one write and one fdatasync for each.
 * @type {import('../measures.mjs').Measure}
 */
export async function auditAppend(context) {
  /** @type {Rates & {first: Rates, recordBytes: number}} */
  const { log, bare, first, recordBytes } = await runSubject(
    'audit-append',
    { dir: context.folder('audit-append'), thread: SYNC_THREAD },
    context,
  );
  return {
    measured: { what: 'one record at a time, durable', value: median(log), unit: 'records/s' },
    baseline: { what: 'one write and one fdatasync a record', value: median(bare), unit: 'records/s' },
    details: { recordBytes, firstRecords: median(first.log) / median(first.bare) },
  };
}
