import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { checkParts } from '../../src-main/audit/chain/parts.mjs';
import { verifyLog } from '../../src-main/audit/chain/verify-log.mjs';
import { openAuditLog } from '../../src-main/audit/open-audit-log.ts';
import { createRedactor } from '../../src-main/audit/redaction.ts';
import { listSegments } from '../../src-main/audit/segments.ts';
import { writeRecords } from '../lib/audit-records.ts';

/*
 * Checking a whole log, as `npm run audit:verify` and the app do, with the threads there are, against nothing but the sha256 of
 * the same bytes in bulk, which is one thread's work; and the check with one thread alone.
 */

const ROUNDS = 3;
const CHUNK_BYTES = 1024 * 1024;

function bulk(paths: readonly string[]): number {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  const from = performance.now();
  for (const path of paths) {
    const hash = createHash('sha256');
    const fd = openSync(path, 'r');
    for (let read = readSync(fd, chunk); read > 0; read = readSync(fd, chunk))
      hash.update(chunk.subarray(0, read));
    closeSync(fd);
    hash.digest('hex');
  }
  return performance.now() - from;
}

/** @param thread the script of those that help; null: nobody does */
async function check(dir: string, thread: string | null, records: number): Promise<number> {
  const from = performance.now();
  const parts = thread === null ? undefined : await checkParts(dir, () => new Worker(thread));
  const report = verifyLog({ dir, ...(parts ? { parts } : {}) });
  const ms = performance.now() - from;
  if (!report.ok || report.records < records)
    throw new Error(`The log does not verify: ${JSON.stringify(report)}`);
  return ms;
}

async function main(): Promise<void> {
  const input = JSON.parse(process.argv[2] ?? '') as { dir: string; records: string; thread: string };
  const { log } = await openAuditLog({
    dir: input.dir,
    redactor: createRedactor({ key: Buffer.alloc(32, 7) }),
  });
  const written = await writeRecords(log, Number(input.records));
  await log.close();
  const segments = listSegments(input.dir);
  const paths = segments.map(({ path }) => path);
  const bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  const times: { check: number[]; alone: number[]; bulk: number[] } = { check: [], alone: [], bulk: [] };
  // Once beforehand: then neither is the one that reads the disk.
  bulk(paths);
  for (let round = 0; round < ROUNDS; round++) {
    times.bulk.push(bulk(paths));
    times.check.push(await check(input.dir, input.thread, written));
    times.alone.push(await check(input.dir, null, written));
  }
  process.stdout.write(JSON.stringify({ ...times, records: written, bytes, segments: segments.length }));
}

void main();
