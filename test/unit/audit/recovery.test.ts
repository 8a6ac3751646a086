import { createHash } from 'node:crypto';
import {
  appendFileSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../src-preload/contract/types.ts';
import { HEAD, HEAD_TYPE } from '../../../src-main/audit/chain/files.mjs';
import { writeStatement } from '../../../src-main/audit/chain/statement.mjs';
import { openLog, readLines, readRecords, watchedFs } from '../../support/audit.ts';

async function someLog(): Promise<{ dir: string; path: string }> {
  const { log, dir, path } = await openLog();
  for (let index = 0; index < 5; index++) log.append({ event: 'step', detail: index });
  await log.close();
  return { dir, path };
}

/** The head that an app leaves which ends while it is writing. */
function writeHead(dir: string, at: AuditEntry | undefined): void {
  const body = { type: HEAD_TYPE, version: 1, count: at?.seq, hash: at?.hash, ts: 1, closed: false };
  writeFileSync(join(dir, HEAD), writeStatement(body, null));
}

describe('a torn end', () => {
  const ends: Record<string, Buffer> = {
    'half a record': Buffer.from('{"seq":7,"ts":1,"audit_id":"x","ev'),
    'one byte': Buffer.from('{'),
    'zeros, as a power cut leaves them': Buffer.alloc(5000),
    'zeros and a line end': Buffer.concat([Buffer.alloc(5000), Buffer.from('\n')]),
    'several unfinished lines': Buffer.from('{"seq":7\n\n{"seq":8\nxx'),
    '20 MB without a line end': Buffer.alloc(20 * 1024 * 1024, 'x'),
  };
  it.each(Object.entries(ends))(
    '%s: moved to a side file, told, and the chain goes on',
    async (_name, end) => {
      const { dir, path } = await someLog();
      const whole = readFileSync(path);
      appendFileSync(path, end);
      const { reader, recovery } = await openLog({ dir });
      const sideFile = recovery.torn?.sideFile ?? '';
      expect(recovery.torn?.bytes).toBe(end.length);
      expect(readFileSync(sideFile).equals(end)).toBe(true);
      if (process.platform !== 'win32') expect(statSync(sideFile).mode & 0o777).toBe(0o600);
      expect(readFileSync(path).subarray(0, whole.length).equals(whole)).toBe(true);
      expect(readRecords(path).slice(6)).toMatchObject([
        { seq: 7, event: 'app', detail: { what: 'torn_record_cut', bytes: end.length } },
        { seq: 8, event: 'app', detail: { what: 'started' } },
      ]);
      expect(await reader.verify()).toMatchObject({ ok: true, records: 8 });
    },
  );

  it('at every byte of the last record', async () => {
    const { dir, path } = await someLog();
    const whole = readFileSync(path);
    const lastStart = whole.lastIndexOf('\n', whole.length - 2) + 1;
    const records = readRecords(path);
    for (let size = lastStart; size < whole.length; size += 7) {
      writeFileSync(path, whole.subarray(0, size));
      // As after a crash: the head has not come as far as the record.
      writeHead(dir, records[4]);
      const { log, reader, recovery } = await openLog({ dir });
      expect(recovery.torn?.bytes ?? 0).toBe(size - lastStart);
      expect(await reader.verify()).toMatchObject({ ok: true });
      await log.close();
    }
  });

  it('is told in the record even when the first record after it could not be written', async () => {
    const { dir, path } = await someLog();
    appendFileSync(path, 'torn');
    const { io, failSync } = watchedFs();
    failSync('ENOSPC');
    const { log, recovery } = await openLog({ dir, fs: io });
    failSync(null);
    log.append({ event: 'step' });
    await log.durable();
    expect(recovery.torn?.bytes).toBe(4);
    expect(
      readRecords(path)
        .map(({ detail }) => detail)
        .slice(6, 8),
    ).toMatchObject([{ what: 'torn_record_cut' }, { what: 'started' }]);
    expect(readdirSync(dir).filter((name) => name.includes('torn'))).toHaveLength(1);
  });
});

describe('a whole last record that was changed', () => {
  it('stays; the chain goes on from it; verify names it', async () => {
    const { dir, path } = await someLog();
    const before = readFileSync(path, 'utf8').replace('"detail":4', '"detail":5');
    writeFileSync(path, before);
    const { reader, recovery } = await openLog({ dir });
    expect(recovery).toMatchObject({ torn: null, damaged: { seq: 6 } });
    expect(readFileSync(path, 'utf8').startsWith(before)).toBe(true);
    expect(readRecords(path)[6]).toMatchObject({ seq: 7, detail: { what: 'damaged_record_found', seq: 6 } });
    expect(await reader.verify()).toMatchObject({ ok: false, problems: [{ seq: 6, kind: 'altered' }] });
  });
});

describe('runs found open', () => {
  it('get an ending, once, and only those', async () => {
    const { log, dir } = await openLog();
    const run = { trace_id: 't', tool_name: 'git_status', caller: 'panel', dry_run: false };
    log.append({ event: 'requested', run_id: 'closed', ...run });
    log.append({ event: 'requested', run_id: 'open', ...run });
    log.append({ event: 'finished', run_id: 'closed', status: 'ok', ...run });
    log.append({ event: 'started', run_id: 'open', ...run });
    await log.close();
    const second = await openLog({ dir });
    expect(second.recovery.interrupted).toStrictEqual([{ runId: 'open', tool: 'git_status' }]);
    const { runs } = await second.reader.runs({});
    expect(runs).toMatchObject([
      {
        runId: 'open',
        status: 'interrupted',
        error: { code: 'interrupted' },
        caller: 'panel',
        traceId: 't',
        events: 3,
      },
      { runId: 'closed', status: 'ok', events: 2 },
    ]);
    await second.log.close();
    const third = await openLog({ dir });
    expect(third.recovery.interrupted).toStrictEqual([]);
    expect((await third.reader.query({ runId: 'open' })).entries).toHaveLength(3);
  });

  it('are found after many megabytes of other records, without reading them', async () => {
    const { log, dir, path } = await openLog();
    log.append({ event: 'requested', run_id: 'open', tool_name: 'git_status' });
    for (let index = 0; index < 60; index++) {
      for (let part = 0; part < 10; part++) log.append({ event: 'step', detail: ' '.repeat(30_000) });
      await log.durable();
    }
    await log.close();
    let bytesRead = 0;
    const { io } = watchedFs();
    const readSync = ((...args: Parameters<typeof io.readSync>) => {
      const count = io.readSync(...args);
      bytesRead += count;
      return count;
    }) as typeof io.readSync;
    const { recovery, reader } = await openLog({ dir, fs: { ...io, readSync } });
    expect(recovery.interrupted).toStrictEqual([{ runId: 'open', tool: 'git_status' }]);
    expect(statSync(path).size).toBeGreaterThan(15_000_000);
    expect(bytesRead).toBeLessThan(6_000_000);
    expect(await reader.verify()).toMatchObject({ ok: true });
  });
});

it('a log of another kind in its place is put aside whole, and a new chain begins', async () => {
  const { dir, path } = await someLog();
  const legacy = '{"audit_id":"a","ts":1}\n'.repeat(1000);
  rmSync(join(dir, HEAD));
  writeFileSync(path, legacy);
  const { recovery, reader } = await openLog({ dir });
  expect(readFileSync(recovery.torn?.sideFile ?? '', 'utf8')).toBe(legacy);
  expect(await reader.verify()).toMatchObject({ ok: true, records: 2 });
});

it('an empty file is a new log', async () => {
  const { dir, path } = await someLog();
  truncateSync(path, 0);
  rmSync(join(dir, HEAD));
  const { recovery } = await openLog({ dir });
  expect(recovery).toStrictEqual({
    torn: null,
    damaged: null,
    tampering: null,
    interrupted: [],
    unavailable: null,
  });
  const [line = ''] = readLines(path);
  expect(
    createHash('sha256')
      .update(line.replace(/,"hash":"[0-9a-f]{64}"}$/, '}'))
      .digest('hex'),
  ).toBe((JSON.parse(line) as { hash: string }).hash);
});
