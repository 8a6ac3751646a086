import { randomBytes } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_FILE_NAME, openAuditLog } from '../../src-main/audit/open-audit-log.ts';
import { createRedactor } from '../../src-main/audit/redaction.ts';
import type { AuditDraft } from '../../src-main/audit/audit-log.ts';

/*
 * Records a second that reach the disk: 64 runs that record at the same time over the real log, which lets them share a
 * sync, against one write and one fdatasync for each record.
 */

const APPENDERS = 64;
const ROUNDS = 9;
const RECORDS_PER_ROUND = 64 * 40;
/** The baseline is much slower; fewer records give as good a rate. */
const BARE_RECORDS_PER_ROUND = 400;

/** What a run records of its beginning: redacted, canonicalised and hashed on the way, as every record is. */
function draft(index: number): AuditDraft {
  return {
    event: 'requested',
    run_id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    trace_id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    tool_name: 'git_status',
    caller: 'panel',
    dry_run: false,
    args: { cwd: '/home/someone/projects/something' },
    reason: 'To see what has changed before the release',
  };
}

/** Each of the runs appends a record, waits until it is on disk, and goes on to its next. Answers records a second. */
async function together(log: Awaited<ReturnType<typeof openAuditLog>>['log']): Promise<number> {
  let next = 0;
  const appender = async (): Promise<void> => {
    while (next < RECORDS_PER_ROUND) await log.durable(log.append(draft(next++)));
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: APPENDERS }, appender));
  return (RECORDS_PER_ROUND * 1000) / (performance.now() - from);
}

/** The fastest way to have each record on disk before the next one: no thread pool, no promise, no hash. */
function oneByOne(fd: number, line: Buffer): number {
  const from = performance.now();
  for (let count = 0; count < BARE_RECORDS_PER_ROUND; count++) {
    writeSync(fd, line);
    fdatasyncSync(fd);
  }
  return (BARE_RECORDS_PER_ROUND * 1000) / (performance.now() - from);
}

async function main(): Promise<void> {
  const { dir, thread } = JSON.parse(process.argv[2] ?? '') as { dir: string; thread: string };
  const redactor = createRedactor({ key: randomBytes(32) });
  const { log } = await openAuditLog({ dir, redactor, syncThread: thread });
  await together(log);
  // The bytes that the log itself wrote for such a record.
  const line = `${readFileSync(join(dir, LOG_FILE_NAME), 'utf8').trimEnd().split('\n').at(-1) ?? ''}\n`;
  const fd = openSync(join(dir, 'bare.jsonl'), 'a', 0o600);
  const rates: { log: number[]; bare: number[] } = { log: [], bare: [] };
  for (let round = 0; round < ROUNDS; round++) {
    rates.bare.push(oneByOne(fd, Buffer.from(line)));
    rates.log.push(await together(log));
  }
  closeSync(fd);
  await log.close();
  process.stdout.write(
    JSON.stringify({ ...rates, lineBytes: Buffer.byteLength(line), appenders: APPENDERS }),
  );
}

void main();
