// @ts-check
import path from 'node:path';
import { CHECKOUT } from '../../scripts/lib/paths.mjs';
import { median } from '../lib/stats.mjs';
import { runSubject } from '../lib/subject.mjs';

/** As the app's own build has it. */
const SYNC_THREAD = path.join(CHECKOUT, 'src-main', 'audit', 'sync-thread.mjs');

/**
 * Records a second with 64 runs recording at the same time, each waiting for its own record to be on disk, against one
 * write and one fdatasync for each record.
 * @type {import('../measures.mjs').Measure}
 */
export async function auditGroupCommit(context) {
  /** @type {{log: number[], bare: number[], lineBytes: number, appenders: number}} */
  const { log, bare, lineBytes, appenders } = await runSubject(
    'audit-group-commit',
    { dir: context.folder('audit'), thread: SYNC_THREAD },
    context,
  );
  return {
    measured: { what: `${appenders} runs sharing syncs in the log`, value: median(log), unit: 'records/s' },
    baseline: { what: 'one write and one fdatasync a record', value: median(bare), unit: 'records/s' },
    details: { recordBytes: lineBytes },
  };
}
