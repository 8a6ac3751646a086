import fs from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FileReader } from '../../../../src-main/audit/reader.ts';
import { listSegments } from '../../../../src-main/audit/segments.ts';
import { verifyHere } from '../../../../src-main/audit/verifier.ts';
import { auditChannels } from '../../../../src-preload/contract/schemas/audit.ts';
import type { AuditQuery } from '../../../../src-preload/contract/types.ts';
import { openLog, tempDir } from '../../../support/audit.ts';
import { indexOf } from '../../../support/audit-index.ts';

/*
 * A log that somebody edited: that is when it has to be readable. Every answer fits the contract, nothing that was there is
 * missing, and the index answers as the log does.
 */

const EDITS: [seq: number, (line: string) => string][] = [
  [4, (line) => line.replace('"status":"error"', '"status":"all good"')],
  [7, (line) => line.replace('"event":"finished"', '"event":"delegated"')],
  [8, (line) => line.replace('"ts":', '"injected":"quetzal","ts":')],
  [10, (line) => line.replace(/"duration_ms":[^,]*,/, '')],
  [11, (line) => line.replace('"audit_id":"', '"audit_id":"","x":"')],
  [13, (line) => line.replace('"run_id":"run 3"', '"run_id":3')],
  [16, (line) => line.replace('"status":"error"', '"status":"error')],
];

async function editedLog() {
  const dir = join(tempDir(), 'logs');
  const { log, path } = await openLog({ dir });
  for (let index = 0; index < 8; index++) {
    const run = { run_id: `run ${index}`, tool_name: 'git_status', caller: 'panel' };
    log.append({ event: 'requested', ...run, reason: `number${index}` });
    log.append({
      event: 'decided',
      ...run,
      decision: { verdict: 'allow', decidedBy: 'mode', why: 'so' },
    });
    log.append({ event: 'finished', ...run, status: index % 2 ? 'ok' : 'error', duration_ms: 1 });
  }
  await log.durable();
  await log.close();
  const lines = fs.readFileSync(path, 'utf8').split('\n');
  for (const [seq, edit] of EDITS) {
    const before = lines[seq - 1] ?? '';
    lines[seq - 1] = edit(before);
    expect(lines[seq - 1], `record ${seq}`).not.toBe(before);
  }
  fs.writeFileSync(path, lines.join('\n'));
  const segments = () => listSegments(dir);
  const verify = (signal = new AbortController().signal) => verifyHere({ dir }, signal);
  const reader = new FileReader(dir, { segments, generation: 0 }, verify);
  const index = indexOf(join(tempDir(), 'index', 'index.db'), segments);
  await index.follow();
  return { reader, index, records: lines.length - 1 };
}

const QUERIES: AuditQuery[] = [
  {},
  { order: 'asc' },
  { at: 'time' },
  { unreadable: true },
  { unreadable: true, statuses: ['error'] },
  { text: 'all good' },
  { text: 'quetzal injected' },
  { text: 'number4' },
  { statuses: ['ok'] },
  { events: ['finished'] },
  { runId: 'run 2' },
  { from: 1, to: 2_000_000_000 },
];

it('is listed whole, by the index and without, in the form of the contract', async () => {
  const { reader, index, records } = await editedLog();
  for (const query of QUERIES) {
    const entries = await reader.query({ limit: 500, ...query });
    expect(await index.query({ limit: 500, ...query })).toStrictEqual(entries);
    expect(auditChannels['audit.query'].response.safeParse(entries).error).toBeUndefined();
    const runs = await reader.runs({ limit: 500, ...query });
    expect(await index.runs({ limit: 500, ...query })).toStrictEqual(runs);
    expect(auditChannels['audit.runs'].response.safeParse(runs).error).toBeUndefined();
    const histogram = await reader.histogram(query, 3);
    expect(await index.histogram(query, 3)).toStrictEqual(histogram);
    expect(auditChannels['audit.histogram'].response.safeParse(histogram).error).toBeUndefined();
  }
  expect(index.reports).toStrictEqual([]);
  expect((await index.query({ limit: 500 })).entries).toHaveLength(records);
});

it('what was edited is counted, said and found', async () => {
  const { index, reader } = await editedLog();
  const odd = await index.query({ unreadable: true, order: 'asc' });
  expect(odd.entries.map(({ seq }) => seq)).toStrictEqual(EDITS.map(([seq]) => seq));
  expect(odd.total).toStrictEqual({ value: EDITS.length, exact: true });
  const runs = await index.runs({ unreadable: true });
  expect(runs.runs.map((run) => [run.runId, run.unreadable])).toStrictEqual([
    ['run 3', 1],
    ['run 2', 2],
    ['run 1', 1],
    ['run 0', 1],
  ]);
  expect((await index.query({ text: 'quetzal' })).entries.map(({ seq }) => seq)).toStrictEqual([8]);
  for (const from of [index, reader]) {
    expect((await from.get('#11'))?.unreadable?.keys).toStrictEqual(['audit_id', 'x', 'hash']);
    expect(await from.get('#12')).toBeNull();
  }
});
