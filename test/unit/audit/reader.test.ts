import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditEntry, AuditQuery } from '../../../src-preload/contract/types.ts';
import type { AuditReader } from '../../../src-main/audit/audit-log.ts';
import { InvalidCursor } from '../../../src-main/audit/cursor.ts';
import { linesBackward, linesForward, type Line } from '../../../src-main/audit/lines.ts';
import { openLog, tempDir } from '../../support/audit.ts';

async function allEntries(reader: AuditReader, query: AuditQuery): Promise<AuditEntry[]> {
  const out: AuditEntry[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await reader.query({ ...query, ...(cursor ? { cursor } : {}) });
    out.push(...page.entries);
    if (page.nextCursor === null) return out;
    cursor = page.nextCursor;
  }
}

async function allRuns(reader: AuditReader, query: AuditQuery): Promise<string[]> {
  const out: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await reader.runs({ ...query, ...(cursor ? { cursor } : {}) });
    out.push(...page.runs.map((run) => run.runId));
    if (page.nextCursor === null) return out;
    cursor = page.nextCursor;
  }
}

/** Thirty interleaved runs: each begins before the one before it ends. */
async function someRuns() {
  let now = 1000;
  const opened = await openLog({ clock: () => now++ });
  const { log } = opened;
  const end = (index: number): void => {
    if (index < 0) return;
    const status = index % 5 === 0 ? 'error' : 'ok';
    const error = status === 'error' ? { code: 'boom', message: 'It "broke"' } : null;
    log.append({
      event: 'finished',
      run_id: `r${index}`,
      tool_name: 'git_status',
      caller: 'panel',
      trace_id: `t${index % 3}`,
      status,
      error,
      duration_ms: index,
    });
  };
  for (let index = 0; index < 30; index++) {
    const run = {
      run_id: `r${index}`,
      tool_name: index % 2 ? 'web_scrape' : 'git_status',
      caller: index % 3 ? 'panel' : 'tray',
      trace_id: `t${index % 3}`,
    };
    log.append({
      event: 'requested',
      ...run,
      reason: index === 7 ? 'Find the Überraschung' : null,
      args: { n: index },
    });
    log.append({ event: 'decided', ...run, decision: { verdict: 'allow', decidedBy: 'mode', why: 'auto' } });
    end(index - 2);
  }
  end(28);
  await log.durable();
  return opened;
}

describe('query', () => {
  it('pages both ways without loss or repetition, also while records are added', async () => {
    const { log, reader } = await someRuns();
    const first = await reader.query({ limit: 10 });
    expect(first.entries.map((entry) => entry.seq)).toStrictEqual([...Array(10).keys()].map((n) => 90 - n));
    expect(first.total).toStrictEqual({ value: 90, exact: true });
    log.append({ event: 'step' });
    await log.durable();
    const second = await reader.query({ limit: 10, cursor: first.nextCursor ?? '' });
    expect(second.entries[0]?.seq).toBe(80);
    const seqs = [...Array(91).keys()].map((n) => n + 1);
    expect((await allEntries(reader, { order: 'asc', limit: 7 })).map((entry) => entry.seq)).toStrictEqual(
      seqs,
    );
    expect((await allEntries(reader, { limit: 7 })).map((entry) => entry.seq)).toStrictEqual(
      seqs.toReversed(),
    );
  });

  it.each<[string, AuditQuery, (entry: AuditEntry) => boolean]>([
    ['tools', { tools: ['web_scrape'] }, (e) => e.tool_name === 'web_scrape'],
    ['statuses', { statuses: ['error', 'denied'] }, (e) => e.status === 'error'],
    ['callers', { callers: ['tray'] }, (e) => e.caller === 'tray'],
    ['events', { events: ['decided'] }, (e) => e.event === 'decided'],
    ['runId', { runId: 'r3' }, (e) => e.run_id === 'r3'],
    ['traceId', { traceId: 't1' }, (e) => e.trace_id === 't1'],
    ['time', { from: 1010, to: 1020 }, (e) => e.ts >= 1010 && e.ts <= 1020],
    ['text, ignoring case', { text: 'überRASCHUNG' }, (e) => e.reason !== null],
    ['text with quotes', { text: 'it "broke"' }, (e) => e.error !== null],
    ['an empty list', { tools: [] }, () => true],
    [
      'several at once',
      { tools: ['git_status'], events: ['requested'], traceId: 't0' },
      (e) => e.tool_name === 'git_status' && e.event === 'requested' && e.trace_id === 't0',
    ],
  ])('filters by %s', async (_name, query, expected) => {
    const { reader } = await someRuns();
    const all = await allEntries(reader, { limit: 500 });
    const wanted = all.filter(expected);
    expect(wanted.length).toBeGreaterThan(0);
    expect(await allEntries(reader, { ...query, limit: 3 })).toStrictEqual(wanted);
    expect((await reader.query(query)).total).toStrictEqual({ value: wanted.length, exact: true });
  });

  it('orders by time when asked, where the clock jumped', async () => {
    let now = 100;
    const { log, reader } = await openLog({ clock: () => now });
    for (now of [105, 90, 95, 110, 90]) log.append({ event: 'step' });
    await log.durable();
    const order = (await allEntries(reader, { at: 'time', limit: 2 })).map((entry) => entry.seq);
    expect(order).toStrictEqual([5, 2, 1, 4, 6, 3]);
    expect(
      (await allEntries(reader, { at: 'time', order: 'asc', limit: 2 })).map((e) => e.seq),
    ).toStrictEqual(order.toReversed());
  });

  it('counts up to 1,000', async () => {
    const { log, reader } = await openLog();
    for (let index = 0; index < 1500; index++) log.append({ event: 'step' });
    await log.durable();
    expect((await reader.query({})).total).toStrictEqual({ value: 1000, exact: false });
    expect((await reader.query({ events: ['app'] })).total).toStrictEqual({ value: 1, exact: true });
  });

  it('refuses a cursor that is none, or from another order', async () => {
    const { reader } = await someRuns();
    const { nextCursor } = await reader.query({ limit: 1 });
    for (const cursor of [
      'x',
      '',
      randomBytes(9).toString('base64url'),
      Buffer.from('[1,2]').toString('base64url'),
    ]) {
      await expect(reader.query({ cursor })).rejects.toThrow(InvalidCursor);
    }
    await expect(reader.query({ order: 'asc', cursor: nextCursor ?? '' })).rejects.toThrow(InvalidCursor);
    await expect(reader.runs({ cursor: nextCursor ?? '' })).rejects.toThrow(InvalidCursor);
  });
});

describe('runs', () => {
  it('fold their records, however interleaved, newest start first', async () => {
    const { reader } = await someRuns();
    const { runs, total } = await reader.runs({ limit: 100 });
    expect(runs.map((run) => run.runId)).toStrictEqual([...Array(30).keys()].map((n) => `r${29 - n}`));
    expect(total).toStrictEqual({ value: 30, exact: true });
    expect(runs.find((run) => run.runId === 'r29')).toMatchObject({
      status: null,
      durationMs: null,
      events: 2,
    });
    expect(runs.find((run) => run.runId === 'r7')).toMatchObject({
      status: 'ok',
      reason: 'Find the Überraschung',
      events: 3,
      durationMs: 7,
      decision: { verdict: 'allow' },
      traceId: 't1',
    });
    expect(runs.find((run) => run.runId === 'r5')).toMatchObject({
      status: 'error',
      error: { code: 'boom' },
    });
  });

  it('page both ways and filter as whole runs', async () => {
    const { reader } = await someRuns();
    const ids = [...Array(30).keys()].map((n) => `r${n}`);
    expect(await allRuns(reader, { limit: 4 })).toStrictEqual(ids.toReversed());
    expect(await allRuns(reader, { limit: 4, order: 'asc' })).toStrictEqual(ids);
    expect(await allRuns(reader, { statuses: ['error'], limit: 2 })).toStrictEqual([
      'r25',
      'r20',
      'r15',
      'r10',
      'r5',
      'r0',
    ]);
    expect(await allRuns(reader, { text: 'überraschung' })).toStrictEqual(['r7']);
    expect(await allRuns(reader, { runId: 'r3' })).toStrictEqual(['r3']);
  });
});

describe('get', () => {
  it('finds a record by its id, and says when there is none', async () => {
    const { reader } = await someRuns();
    const [entry] = (await reader.query({ limit: 1, runId: 'r3' })).entries;
    expect(await reader.get(entry?.audit_id ?? '')).toStrictEqual(entry);
    expect(await reader.get('none')).toBeNull();
  });
});

describe('lines', () => {
  it('are the same read forwards and backwards, across chunks', async () => {
    const path = join(tempDir(), 'lines');
    const line = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.nat({ max: 700_000 }).map((n) => 'é'.repeat(n)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 8 }), fc.boolean(), async (texts, ended) => {
        const clean = texts.map((text) => text.replaceAll('\n', ' '));
        writeFileSync(path, clean.join('\n') + (ended ? '\n' : ''));
        const file = await open(path);
        try {
          const { size } = await file.stat();
          const forward: Line[] = [];
          const backward: Line[] = [];
          for await (const lines of linesForward(file, 0, size)) forward.push(...lines);
          for await (const lines of linesBackward(file, size)) backward.unshift(...lines.reverse());
          const text = (lines: Line[]) => lines.map((one) => ({ ...one, bytes: one.bytes?.toString() }));
          expect(text(backward)).toStrictEqual(text(forward));
          // What stands after the last line end is a line only when it is not empty.
          const parts = readFileSync(path, 'utf8').split('\n');
          if (parts.at(-1) === '') parts.pop();
          expect(text(forward).map((one) => one.bytes)).toStrictEqual(parts);
          expect(forward.at(-1)?.end ?? 0).toBe(size);
        } finally {
          await file.close();
        }
      }),
      { numRuns: 60 },
    );
  });
});
