import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AuditReader } from '../../../../src-main/audit/audit-log.ts';
import { IndexedReader } from '../../../../src-main/audit/index/indexed-reader.ts';
import { createAskers } from '../../../../src-main/ipc/askers.ts';
import { openLog, tempDir } from '../../../support/audit.ts';
import { routes } from '../../../support/audit-routes.ts';
import { indexOf } from '../../../support/audit-index.ts';

/*
 * Questions while the index is not there yet: each reads the log for itself, and nobody may have to wait for answers that
 * nobody wants any more.
 */

/** A log that is too long to be indexed while a question waits. */
async function longLog() {
  const opened = await openLog({ dir: join(tempDir(), 'logs'), segmentBytes: () => 1_500_000 });
  const args = Array.from({ length: 12 }, (_, index) => `${`${'w'.repeat(60)} `.repeat(160)}word${index}`);
  for (let index = 0; index < RUNS; index++) {
    const run = { run_id: `run ${index}`, tool_name: 'git_status', caller: 'panel' };
    opened.log.append({ event: 'requested', ...run, args });
    opened.log.append({ event: 'finished', ...run, status: 'ok' });
    if (index % 10 === 0) await opened.log.durable();
  }
  await opened.log.durable();
  return { ...opened, index: indexOf(join(tempDir(), 'index', 'index.db'), opened.segments) };
}
const RUNS = 50;

describe('while the index is being made', () => {
  it('it grows beside a question that reads the whole log, and then answers', async () => {
    const { index } = await longLog();
    const { indexing, entries } = await index.query({ text: 'nowhere' });
    expect(entries).toStrictEqual([]);
    expect(indexing?.done).toBeGreaterThan(0);
    expect(indexing?.of).toBeGreaterThan(5_000_000);
    await index.follow();
    expect(await index.query({ text: 'nowhere' })).not.toHaveProperty('indexing');
    expect((await index.runs({ text: 'word' })).total.value).toBe(RUNS);
    expect(index.reports).toStrictEqual([]);
  }, 60_000);

  it('questions that never cease do not keep it from being made', async () => {
    const { index } = await longLog();
    let asked = 0;
    // Two at a time, always: there is no moment without one.
    const ask = async (): Promise<void> => {
      for (;;) {
        asked++;
        if ((await index.query({ text: 'nowhere' })).indexing === undefined) return;
        expect(asked).toBeLessThan(200);
      }
    };
    await Promise.all([ask(), ask()]);
    expect(asked).toBeGreaterThan(2);
  }, 60_000);

  it('a chart counts what is in it, at once, where that is wished, and says so', async () => {
    const { index, reader, segments } = await longLog();
    const counted = ({ buckets }: { buckets: { ok?: number }[] }): number =>
      buckets.reduce((sum, { ok = 0 }) => sum + ok, 0);
    const partial = () =>
      index.engine.answer({ op: 'histogram', asked: { query: {}, buckets: 1, partial: true } }, segments());
    const first = (await partial()) as Awaited<ReturnType<AuditReader['histogram']>>;
    expect(first.indexing?.of).toBeGreaterThan(0);
    expect(counted(first)).toBe(0);
    // Whole where it is not wished.
    const whole = await index.histogram({}, 1);
    expect(counted(whole)).toBe(RUNS);
    await index.follow();
    expect(await partial()).toStrictEqual(await reader.histogram({}, 1));
  }, 60_000);

  it('a question that is given up is read for no further', async () => {
    const { index, segments } = await longLog();
    const stop = new AbortController();
    let opened = 0;
    const watched = segments().map((part) =>
      Object.defineProperty({ ...part }, 'path', { get: () => (opened++, part.path) }),
    );
    const asked = index.engine.answer({ op: 'query', asked: { text: 'nowhere' } }, watched, stop.signal);
    stop.abort(new Error('given up'));
    await expect(asked).rejects.toThrow('given up');
    expect(opened).toBeLessThan(segments().length);
  }, 60_000);

  it.each(['asc', 'desc'] as const)(
    'the records of a run are read back to its beginning, and come in their order: %s',
    async (order) => {
      const { index, segments, log } = await longLog();
      const run = { run_id: 'last', tool_name: 'git_status', caller: 'panel' };
      log.append({ event: 'requested', ...run });
      log.append({ event: 'requested', ...run, run_id: 'other' });
      const steps = [1, 2, 3].map((detail) => log.append({ event: 'step', ...run, detail }));
      await log.durable();
      const opened = new Set<string>();
      const watched = segments().map((part) =>
        Object.defineProperty({ ...part }, 'path', { get: () => (opened.add(part.path), part.path) }),
      );
      const asked = { runId: 'last', order, limit: 3 };
      const ask = async (more: object = {}) => {
        const answer = await index.engine.answer({ op: 'query', asked: { ...asked, ...more } }, watched);
        return answer as Awaited<ReturnType<AuditReader['query']>>;
      };
      const first = await ask();
      expect(first).toHaveProperty('indexing');
      const second = await ask({ cursor: first.nextCursor });
      const found = [...first.entries, ...second.entries].map(({ event, detail }) => detail ?? event);
      const expected = ['requested', ...steps.map(({ detail }) => detail)];
      expect(found).toStrictEqual(order === 'asc' ? expected : expected.reverse());
      expect(second.nextCursor).toBeNull();
      // The index itself is begun at the other end.
      expect(segments().length).toBeGreaterThan(2);
      expect([...opened]).not.toContain(segments().at(-2)?.path);
    },
    60_000,
  );
});

it('of a run of which somebody edited a record all are found without the index too', async () => {
  const { log, path, dir } = await openLog();
  const run = { run_id: 'edited', tool_name: 'git_status', caller: 'panel' };
  log.append({ event: 'requested', ...run });
  log.append({ event: 'finished', ...run, status: 'ok' });
  log.append({ event: 'step' });
  await log.close();
  fs.writeFileSync(path, fs.readFileSync(path, 'utf8').replace('"event":"finished"', '"event":"requested"'));
  const { reader } = await openLog({ dir });
  expect((await reader.query({ runId: 'edited' })).entries.map(({ seq }) => seq)).toContain(2);
});

describe('a later question of the same asker', () => {
  it('ends the one before; those of others, and of nobody, go on', async () => {
    const askers = createAskers();
    const ended: string[] = [];
    const question = (asker: string | undefined, name: string) => {
      let answer: () => void = () => undefined;
      const asked = askers.ask(
        asker,
        (signal) =>
          new Promise<string>((resolve, reject) => {
            answer = () => resolve(name);
            signal?.addEventListener('abort', () => {
              ended.push(name);
              reject(signal.reason as Error);
            });
          }),
      );
      return { asked, answer: () => answer() };
    };
    const first = question('list', 'first');
    const chart = question('chart', 'chart');
    const nobody = question(undefined, 'nobody');
    const second = question('list', 'second');
    await expect(first.asked).rejects.toMatchObject({ code: 'cancelled' });
    expect(ended).toStrictEqual(['first']);
    for (const one of [second, chart, nobody]) one.answer();
    expect(await Promise.all([second.asked, chart.asked, nobody.asked])).toStrictEqual([
      'second',
      'chart',
      'nobody',
    ]);
    // One that was over is not ended.
    const third = question('list', 'third');
    third.answer();
    await third.asked;
    expect(ended).toStrictEqual(['first']);
  });

  it('over the bridge, whatever kind of answer it is', async () => {
    const { routes: answer } = await routes({});
    const first = answer['audit.query']({ text: 'nowhere', asker: 'list' });
    const chart = answer['audit.histogram']({ query: { asker: 'chart' }, buckets: 1 });
    const second = answer['audit.runs']({ asker: 'list' });
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    expect((await second).runs).toStrictEqual([]);
    expect((await chart).buckets).toHaveLength(1);
  });
});

/** A reader whose thread runs this code, over a log that counts how often it is read on the app's own thread. */
function readerOver(code: string, answerLimitMs: number) {
  const dir = tempDir();
  const script = join(dir, 'thread.cjs');
  fs.writeFileSync(script, `const { parentPort } = require('node:worker_threads');\n${code}`);
  const reports: string[] = [];
  let scans = 0;
  const scan = () => {
    scans++;
    return Promise.resolve({ entries: [], scanned: true });
  };
  const reader = new IndexedReader({
    scan: { query: scan, runs: scan, histogram: scan } as never,
    parts: () => [{ path: '', name: '', number: null, firstSeq: 1, lastSeq: 1, bytes: 1 }],
    onAppended: () => () => undefined,
    script,
    path: join(dir, 'index.db'),
    report: (what) => reports.push(what),
    answerLimitMs,
    smallBytes: 0,
    stuckMs: 200,
  });
  return { reader, reports, scans: () => scans };
}

describe('a thread that takes too long', () => {
  it('is an error that says so, for all that wait; nothing is read on the app’s own thread, and another thread is begun', async () => {
    const { reader, reports, scans } = readerOver(
      // Stuck with the first question of each thread; a second thread has the answers.
      `const fs = require('node:fs');
       parentPort.on('message', ({ id, question }) => {
         if (question === undefined) return;
         if (!fs.existsSync(__filename + '.second')) { fs.writeFileSync(__filename + '.second', ''); for (;;); }
         parentPort.postMessage({ id, ok: true, value: { entries: [], from: 'thread' } });
       });`,
      2_000,
    );
    const asked = [reader.query({ text: 'a' }), reader.query({ text: 'b' })];
    for (const one of asked) await expect(one).rejects.toThrow(/took longer than 2 s and was given up/);
    await expect.poll(() => reports).toStrictEqual(['The search index did not answer within 2 s.']);
    expect(await reader.query({ text: 'c' })).toStrictEqual({ entries: [], from: 'thread' });
    expect(scans()).toBe(0);
    await reader.close();
  });

  it('but answers to other things is left alone, and told that nobody waits', async () => {
    const { reader, reports, scans } = readerOver(
      `const cancelled = [];
       parentPort.on('message', ({ id, question, cancel }) => {
         if (cancel !== undefined) {
           cancelled.push(cancel);
           parentPort.postMessage({ id: cancel, ok: false, failure: 'cancelled', message: '' });
         } else if (question?.asked.text === 'quick') {
           parentPort.postMessage({ id, ok: true, value: { entries: [], cancelled } });
         }
       });`,
      1_000,
    );
    const slow = Array.from({ length: 4 }, () => reader.query({ text: 'slow' }));
    for (const one of slow) await expect(one).rejects.toThrow(/given up/);
    const stop = new AbortController();
    const asked = reader.query({ text: 'slow' }, { signal: stop.signal });
    stop.abort(new Error('later'));
    await expect(asked).rejects.toThrow('later');
    const { cancelled } = (await reader.query({ text: 'quick' })) as unknown as { cancelled: number[] };
    expect(cancelled.length).toBeGreaterThanOrEqual(4);
    expect(reports).toStrictEqual([]);
    expect(scans()).toBe(0);
    await reader.close();
  });
});
