import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_FILE_NAME, openAuditLog } from '../../src-main/audit/open-audit-log.ts';
import { createRedactor } from '../../src-main/audit/redaction.ts';
import { runRecords } from '../lib/audit-records.ts';

/*
 * Records a second that reach the disk one at a time, each waited for before the next is made, with the head following:
 * against one write and one fdatasync of the same bytes.
 */

const ROUNDS = 9;
const RECORDS = 600;

async function main(): Promise<void> {
  const { dir } = JSON.parse(process.argv[2] ?? '') as { dir: string };
  const { log } = await openAuditLog({ dir, redactor: createRedactor({ key: Buffer.alloc(32, 7) }) });
  const drafts = Array.from({ length: RECORDS / 5 }, (_, index) => runRecords(index)).flat();
  const logRound = async (): Promise<number> => {
    const from = performance.now();
    for (const draft of drafts) await log.durable(log.append(draft));
    return (drafts.length * 1000) / (performance.now() - from);
  };
  await logRound();
  // The bytes that the log itself wrote for them.
  const text = readFileSync(join(dir, LOG_FILE_NAME), 'utf8').trimEnd().split('\n').slice(-drafts.length);
  const lines = text.map((line) => Buffer.from(`${line}\n`));
  const fd = openSync(join(dir, 'bare.jsonl'), 'a', 0o600);
  const bareRound = (): number => {
    const from = performance.now();
    for (const line of lines) {
      writeSync(fd, line);
      fdatasyncSync(fd);
    }
    return (lines.length * 1000) / (performance.now() - from);
  };
  const rates: { log: number[]; bare: number[] } = { log: [], bare: [] };
  for (let round = 0; round < ROUNDS; round++) {
    rates.bare.push(bareRound());
    rates.log.push(await logRound());
  }
  closeSync(fd);
  await log.close();
  const recordBytes = lines.reduce((sum, line) => sum + line.length, 0) / lines.length;
  process.stdout.write(JSON.stringify({ ...rates, recordBytes }));
}

void main();
