import { openAuditLog } from '../../src-main/audit/open-audit-log.ts';
import { createRedactor } from '../../src-main/audit/redaction.ts';
import { writeRecords } from '../lib/audit-records.ts';

/*
 * Fills a folder with a log, through the real writer: `{"dir": ..., "records": "1000000"}`. Answers how many records were
 * written and how long it took.
 */

async function main(): Promise<void> {
  const { dir, records } = JSON.parse(process.argv[2] ?? '') as { dir: string; records: string };
  const redactor = createRedactor({ key: Buffer.alloc(32, 7) });
  const { log } = await openAuditLog({ dir, redactor });
  const from = performance.now();
  const written = await writeRecords(log, Number(records));
  await log.close();
  process.stdout.write(JSON.stringify({ written, ms: performance.now() - from }));
}

void main();
