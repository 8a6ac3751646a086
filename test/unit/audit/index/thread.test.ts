import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, expect, it } from 'vitest';
import type { KeepLimits } from '../../../../src-main/audit/retention.ts';
import { openLog, tempDir } from '../../../support/audit.ts';
import { indexOf } from '../../../support/audit-index.ts';
import { indexScriptDir, removeIndexScript } from '../../../support/index-thread.ts';

afterAll(removeIndexScript);

async function indexedLog(options: { script?: string; smallBytes?: number; keep?: () => KeepLimits } = {}) {
  const dir = tempDir();
  const path = join(dir, 'index', 'index.db');
  const script = options.script ?? join(await indexScriptDir(), 'audit-index.cjs');
  const reports: unknown[] = [];
  const opened = await openLog({
    dir: join(dir, 'logs'),
    segmentBytes: () => 30_000,
    index: { script, path, smallBytes: options.smallBytes ?? 0 },
    keep: options.keep ?? (() => ({ days: 0, megabytes: 0 })),
    report: (_what, error) => reports.push(error),
  });
  return { ...opened, indexPath: path, reports };
}

it('a log that is read in a moment begins no thread; one that has grown does', async () => {
  const { log, reader, indexPath } = await indexedLog({ smallBytes: 20_000 });
  const add = async (count: number): Promise<void> => {
    for (let each = 0; each < count; each++)
      log.append({
        event: 'step',
        run_id: `run ${each}`,
        reason: 'wanted',
        args: { padding: 'x '.repeat(200) },
      });
    await log.durable();
  };
  const found = async () => (await reader.query({ text: 'wanted', limit: 100 })).entries.length;
  await add(5);
  expect(await found()).toBe(5);
  expect(fs.existsSync(indexPath)).toBe(false);
  await add(30);
  expect(await found()).toBe(35);
  expect(fs.existsSync(indexPath)).toBe(true);
});

it('what was acknowledged is found by the next question, also while files are closed', async () => {
  const { log, reader, segments, reports, indexPath } = await indexedLog();
  for (let index = 0; index < 300; index++) {
    const run = { run_id: `run ${index}`, tool_name: 'git_status', caller: 'panel' };
    log.append({
      event: 'requested',
      ...run,
      reason: `wanted w${index}w`,
      args: { padding: 'x '.repeat(200) },
    });
    await log.durable();
    const { entries } = await reader.query({ text: `w${index}w` });
    expect(entries.map((entry) => entry.run_id)).toStrictEqual([`run ${index}`]);
    await log.durable(log.append({ event: 'finished', ...run, status: 'ok' }));
    expect((await reader.runs({ runId: `run ${index}` })).runs).toMatchObject([{ status: 'ok', events: 2 }]);
  }
  expect(segments().length).toBeGreaterThan(3);
  expect(reports).toStrictEqual([]);
  expect(fs.existsSync(indexPath)).toBe(true);
}, 60_000);

it('many questions and records at the same time', async () => {
  const { log, reader, reports } = await indexedLog();
  await Promise.all(
    Array.from({ length: 8 }, async (_, name) => {
      for (let round = 0; round < 40; round++) {
        const reason = `loop${name} round${round}x`;
        const entry = log.append({ event: 'app', reason, args: 'y '.repeat(300) });
        await log.durable(entry);
        const found = await reader.query({ text: reason });
        expect(found.entries.map((one) => one.seq)).toStrictEqual([entry.seq]);
      }
    }),
  );
  expect(reports).toStrictEqual([]);
}, 60_000);

it('while retention removes files, questions, exports and checks are answered, by what is left', async () => {
  const { log, reader, reports, applyRetention } = await indexedLog({
    keep: () => ({ days: 0, megabytes: 0.1 }),
  });
  let over = false;
  let removed = 0;
  let exported = 0;
  const write = async (): Promise<void> => {
    for (let index = 0; index < 240; index++) {
      const run = { run_id: `run ${index}`, tool_name: 'git_status', caller: 'panel' };
      log.append({ event: 'requested', ...run, reason: `wanted w${index}w`, args: 'x '.repeat(400) });
      await log.durable(log.append({ event: 'finished', ...run, status: 'ok' }));
      if (index % 15 === 0) removed += await applyRetention();
    }
    over = true;
  };
  const question = async (): Promise<void> => {
    while (!over) {
      const { entries, log: span } = await reader.query({ text: 'wanted', order: 'asc', limit: 500 });
      const seqs = entries.map(({ seq }) => seq);
      expect(seqs).toStrictEqual(seqs.toSorted((a, b) => a - b));
      expect(seqs[0] ?? span.firstSeq).toBeGreaterThanOrEqual(span.firstSeq);
      const { runs } = await reader.runs({ statuses: ['ok'], limit: 3 });
      expect(runs.every(({ status }) => status === 'ok')).toBe(true);
      await reader.histogram({}, 3);
    }
  };
  const taken = async (): Promise<void> => {
    while (!over) {
      const seqs: number[] = [];
      try {
        for await (const { entry } of reader.stream({})) seqs.push(entry.seq);
      } catch (error) {
        // Never a part in silence.
        expect(String(error)).toContain('were removed while they were being read');
        continue;
      }
      exported++;
      expect(seqs).toStrictEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
    }
  };
  const check = async (): Promise<void> => {
    while (!over) {
      expect(await reader.verify()).toMatchObject({ ok: true, problems: [] });
      await delay(5);
    }
  };
  await Promise.all([write(), question(), taken(), check()]);
  expect(removed).toBeGreaterThan(2);
  expect(exported).toBeGreaterThan(0);
  expect(reports).toStrictEqual([]);
  const first = (await reader.query({ order: 'asc', limit: 1 })).entries[0]?.seq ?? 0;
  expect(first).toBeGreaterThan(1);
  expect((await reader.query({ text: 'w0w' })).entries).toStrictEqual([]);
  expect((await reader.runs({ text: 'w239w' })).runs).toHaveLength(1);
}, 60_000);

it('a thread that cannot start leaves the answers to the log, and is not tried for ever', async () => {
  const broken = join(tempDir(), 'broken.cjs');
  fs.writeFileSync(broken, 'throw new Error("It is broken.");');
  const { log, reader, reports } = await indexedLog({ script: broken });
  log.append({ event: 'app', reason: 'needle' });
  await log.durable();
  for (let round = 0; round < 6; round++) {
    expect((await reader.query({ text: 'needle' })).entries).toHaveLength(1);
    await delay(20);
  }
  expect(reports).toStrictEqual(Array(3).fill('The thread of the search index ended: It is broken.'));
});

it('says that it has nothing to do also after questions alone, so that it is ended for its memory', async () => {
  const { log, segments, indexPath } = await indexedLog();
  await log.durable(log.append({ event: 'app', reason: 'needle' }));
  const worker = new Worker(join(await indexScriptDir(), 'audit-index.cjs'), {
    workerData: { path: indexPath },
  });
  const said: unknown[] = [];
  worker.on('message', (message) => said.push(message));
  worker.postMessage({ id: 1, question: { op: 'query', asked: { text: 'needle' } }, parts: segments() });
  await expect
    .poll(() => said, { timeout: 10_000 })
    .toMatchObject([{ id: 1, ok: true, value: { total: { value: 1 } } }, { idle: true }]);
  await worker.terminate();
});

it('a closed log answers still, without a thread', async () => {
  const { log, reader } = await indexedLog();
  log.append({ event: 'app', reason: 'needle' });
  await log.durable();
  expect((await reader.query({ text: 'needle' })).entries).toHaveLength(1);
  await log.close();
  expect((await reader.query({ text: 'needle' })).entries).toHaveLength(1);
});

it('killed in the middle of indexing, again and again, it ends with the index of the whole log', async () => {
  const dir = join(tempDir(), 'logs');
  const { log, segments, reader } = await openLog({ dir, segmentBytes: () => 500_000 });
  for (let index = 0; index < 6_000; index++) {
    const run = { run_id: `run ${Math.floor(index / 2)}`, tool_name: 'git_status', caller: 'panel' };
    if (index % 2 === 0)
      log.append({ event: 'requested', ...run, reason: `reason${index} of many`, args: { n: index } });
    else log.append({ event: 'finished', ...run, status: index % 7 ? 'ok' : 'error' });
    if (index % 500 === 0) await log.durable();
  }
  await log.durable();
  const path = join(tempDir(), 'index', 'index.db');
  const script = join(await indexScriptDir(), 'index-child.cjs');
  const said: string[] = [];
  let killed = 0;
  for (let round = 0; round < 12; round++) {
    const child = spawn(process.execPath, [script, dir, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.setEncoding('utf8').on('data', (text: string) => said.push(text));
    await once(child.stdout, 'data');
    const ended = once(child, 'exit');
    const kill = setTimeout(() => child.kill('SIGKILL'), 30 + round * 17);
    const [, signal] = (await ended) as [number | null, string | null];
    clearTimeout(kill);
    if (signal === 'SIGKILL') killed++;
  }
  expect(killed).toBeGreaterThan(2);
  expect(said.join('').replaceAll(/began\n|done\n/g, '')).toBe('');
  const index = indexOf(path, segments);
  await index.follow();
  for (const query of [
    { text: 'many', statuses: [] },
    { statuses: ['error' as const] },
    { text: 'reason4002' },
    {},
  ]) {
    expect(await index.query({ ...query, limit: 500 })).toStrictEqual(
      await reader.query({ ...query, limit: 500 }),
    );
    expect(await index.runs({ ...query, limit: 500 })).toStrictEqual(
      await reader.runs({ ...query, limit: 500 }),
    );
  }
  expect(index.reports).toStrictEqual([]);
}, 120_000);
