import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditDraft } from '../../src-main/audit/audit-log.ts';
import { LOG_FILE_NAME, openAuditLog } from '../../src-main/audit/open-audit-log.ts';
import { createRedactor } from '../../src-main/audit/redaction.ts';
import { runRecords } from '../lib/audit-records.ts';

/*
 * Records a second that reach the disk one at a time, each waited for before the next is made, with the head following:
 * against one write and one fdatasync of the same bytes. In short turns, for a disk has its moods.
 *
 * What counts is the rate that lasts. For its first thousands of records the runtime still compiles what they run through, on
 * the same processors: those are told apart, in `first`.
 */

const ROUNDS = 800;
const FIRST_ROUNDS = 400;
const WARM_UPS = 24;
/** Five a run, as runs leave them. */
const RUNS_A_ROUND = 5;

async function main(): Promise<void> {
  const { dir, thread } = JSON.parse(process.argv[2] ?? '') as { dir: string; thread: string };
  const redactor = createRedactor({ key: Buffer.alloc(32, 7) });
  const { log } = await openAuditLog({ dir, redactor, syncThread: thread });
  let runs = 0;
  const nextDrafts = (): AuditDraft[] =>
    Array.from({ length: RUNS_A_ROUND }, () => runRecords(runs++)).flat();
  const logRound = async (): Promise<number> => {
    const drafts = nextDrafts();
    const from = performance.now();
    for (const draft of drafts) await log.durable(log.append(draft));
    return (drafts.length * 1000) / (performance.now() - from);
  };
  for (let round = 0; round < WARM_UPS; round++) await logRound();
  // The bytes that the log itself wrote for such records.
  const count = nextDrafts().length;
  const text = readFileSync(join(dir, LOG_FILE_NAME), 'utf8').trimEnd().split('\n').slice(-count);
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
  for (let round = 0; round < WARM_UPS; round++) bareRound();
  const turns = async (rounds: number): Promise<{ log: number[]; bare: number[] }> => {
    const rates: { log: number[]; bare: number[] } = { log: [], bare: [] };
    for (let round = 0; round < rounds; round++) {
      rates.bare.push(bareRound());
      rates.log.push(await logRound());
    }
    return rates;
  };
  const first = await turns(FIRST_ROUNDS);
  const lasting = await turns(ROUNDS);
  closeSync(fd);
  await log.close();
  const recordBytes = lines.reduce((sum, line) => sum + line.length, 0) / lines.length;
  process.stdout.write(JSON.stringify({ ...lasting, first, recordBytes }));
}

void main();
