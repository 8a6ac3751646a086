// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { CHECKOUT } from '../../scripts/lib/paths.mjs';
import { runSubject } from './subject.mjs';

/** Goes up with the generator or the record's form: older logs are made anew. */
const GENERATION = 1;

/**
 * A folder with a log of so many records, written by the real writer, and its index. Made once and kept for later runs.
 * @param {number} records
 * @param {import('../measures.mjs').Context} context
 * @returns {Promise<{logs: string, index: string}>}
 */
export async function filledLog(records, context) {
  const base = path.join(CHECKOUT, 'out-bench', `log-${records}-${GENERATION}`);
  const logs = path.join(base, 'logs');
  const index = path.join(base, 'index', 'index.db');
  const done = path.join(base, 'filled');
  if (!fs.existsSync(done)) {
    context.say(`Writing a log of ${records} records...`);
    fs.rmSync(base, { recursive: true, force: true });
    fs.mkdirSync(logs, { recursive: true, mode: 0o700 });
    await runSubject('audit-fill', { dir: logs, records: String(records) }, context);
    fs.writeFileSync(done, '');
  }
  context.say(`Indexing ${records} records, where they are not yet...`);
  await runSubject('audit-index', { what: 'build', logs, index }, context);
  return { logs, index };
}
