// @ts-check
import path from 'node:path';
import { CHECKOUT } from '../../scripts/lib/paths.mjs';
import { median } from '../lib/stats.mjs';
import { runSubject } from '../lib/subject.mjs';

const RECORDS = 1_000_000;
const THREAD = path.join(CHECKOUT, 'src-main', 'audit', 'chain', 'part-thread.mjs');

/**
 * Checking a log of a million records, written by the real writer, against the sha256 of the same bytes in bulk.
 * @type {import('../measures.mjs').Measure}
 */
export async function auditVerify(context) {
  /** @type {{check: number[], alone: number[], bulk: number[], records: number, bytes: number, segments: number}} */
  const { check, alone, bulk, records, bytes, segments } = await runSubject(
    'audit-verify',
    { dir: context.folder('audit-verify'), records: String(RECORDS), thread: THREAD },
    context,
  );
  return {
    measured: { what: `checking ${records} records`, value: median(check), unit: 'ms' },
    baseline: { what: 'sha256 of the same bytes', value: median(bulk), unit: 'ms' },
    details: {
      bytes,
      segments,
      recordBytes: bytes / records,
      oneThreadMs: median(alone),
      oneThreadRatio: median(alone) / median(bulk),
    },
  };
}
