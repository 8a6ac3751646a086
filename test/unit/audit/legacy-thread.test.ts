import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyHere } from '../../../src-main/audit/legacy-copy.ts';
import { copyInWorker } from '../../../src-main/audit/legacy-in-worker.ts';
import { legacyLog } from '../../../src-main/audit/legacy-log.ts';
import { createRedactor } from '../../../src-main/audit/redaction.ts';
import { tempDir } from '../../support/audit.ts';
import { indexScriptDir, removeIndexScript } from '../../support/index-thread.ts';
import { bundleWorker } from '../../support/worker-build.ts';

const KEY = Buffer.alloc(32, 5);
let folder = '';
beforeAll(async () => {
  folder = await bundleWorker('src-main/audit/import.worker.ts', 'audit-import.cjs');
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await removeIndexScript();
});

const never = new AbortController().signal;
const script = (): string => join(folder, 'audit-import.cjs');

/** A log of the earlier system, of this many entries. */
function earlierLog(name: string, count: number): string {
  const path = join(tempDir(), name);
  const lines = Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      audit_id: `${name}-${index}`,
      ts: 1_600_000_000 + index,
      tool_name: 'web_scrape',
      status: index % 2 ? 'success' : 'failed',
      reason: `number${index} of ${name}`,
      args: { password: `hunter${index}hunter` },
    }),
  );
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

it('the thread copies as it would be done here', async () => {
  const path = earlierLog('one.jsonl', 300);
  const [there, here] = [tempDir(), tempDir()];
  const done = { entries: 300, malformed: 0, malformedLines: [] };
  const inWorker = legacyLog({ dir: there, copy: copyInWorker(script(), KEY) });
  expect(await inWorker.import(path, never)).toMatchObject(done);
  expect(await inWorker.import(path, never)).toMatchObject(done);
  await legacyLog({ dir: here, copy: copyHere(createRedactor({ key: KEY })) }).import(path, never);
  // All but the ids, which are new each time.
  const read = async ({ dir }: { dir: string }) => {
    const { reader } = legacyLog({ dir, copy: copyInWorker(script(), KEY) });
    const { entries } = await reader.query({ order: 'asc', limit: 500 });
    return entries.map((entry) => ({ ...entry, audit_id: '', hash: '', prev_hash: '' }));
  };
  expect(await read({ dir: there })).toStrictEqual(await read({ dir: here }));
  expect(readFileSync(join(there, 'tools_audit.jsonl'), 'utf8')).not.toContain('hunter7');
});

it('what cannot be imported is said as it would be here', async () => {
  const log = legacyLog({ dir: tempDir(), copy: copyInWorker(script(), KEY) });
  const bad = join(tempDir(), 'bad.jsonl');
  writeFileSync(bad, 'hello\nworld\n');
  await expect(log.import(bad, never)).rejects.toThrow('None of its 2 lines');
  mkdirSync(join(bad, '..', 'folder'));
  await expect(log.import(join(bad, '..', 'folder'), never)).rejects.toMatchObject({ name: 'CannotImport' });
  await expect(log.import(join(bad, 'none'), never)).rejects.toMatchObject({ code: 'ENOTDIR' });
});

it('a cancel ends it and leaves nothing', async () => {
  const dir = tempDir();
  const log = legacyLog({ dir, copy: copyInWorker(script(), KEY) });
  const stop = new AbortController();
  const going = log.import(earlierLog('long.jsonl', 100_000), stop.signal);
  // Once it is being written.
  await expect.poll(() => existsSync(dir) && readdirSync(dir)).toHaveLength(1);
  stop.abort(new Error('cancelled'));
  await expect(going).rejects.toThrow('cancelled');
  expect(readdirSync(dir)).toStrictEqual([]);
});

it('two imports at once come one after the other, and both are there', async () => {
  const dir = tempDir();
  const log = legacyLog({ dir, copy: copyInWorker(script(), KEY) });
  const [one, two] = [earlierLog('one.jsonl', 200), earlierLog('two.jsonl', 300)];
  await Promise.all([log.import(one, never), log.import(two, never)]);
  const { total } = await log.reader.query({});
  expect(total.value).toBe(500);
  expect(await log.reader.verify()).toMatchObject({ ok: true, records: 500 });
});

it('what was imported is searched by an index of its own, begun when somebody asks, and found at once', async () => {
  const dir = tempDir();
  const path = join(tempDir(), 'index', 'imported.db');
  const reports: string[] = [];
  const log = legacyLog({
    dir,
    copy: copyInWorker(script(), KEY),
    index: {
      script: join(await indexScriptDir(), 'audit-index.cjs'),
      path,
      smallBytes: 0,
      report: (what) => reports.push(what),
    },
  });
  expect((await log.reader.query({ text: 'number7' })).entries).toStrictEqual([]);
  expect(existsSync(path)).toBe(false);
  for (const [name, found] of [
    ['one.jsonl', 1],
    ['two.jsonl', 2],
  ] as const) {
    await log.import(earlierLog(name, 500), never);
    expect((await log.reader.runs({ text: 'number77', statuses: ['ok'] })).total.value).toBe(found);
  }
  expect(existsSync(path)).toBe(true);
  expect(reports).toStrictEqual([]);
  await log.close();
});
