import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AuditDraft, AuditLog } from '../../../../src-main/audit/audit-log.ts';
import { withNewer } from '../../../../src-main/audit/index/run-row.ts';
import { Sqlite } from '../../../../src-main/audit/index/sqlite.ts';
import type { AuditEntry, AuditRun } from '../../../../src-preload/contract/types.ts';
import { openLog, tempDir } from '../../../support/audit.ts';
import { indexOf } from '../../../support/audit-index.ts';

async function write(log: AuditLog, count: number, more: Partial<AuditDraft> = {}): Promise<void> {
  for (let index = 0; index < count; index++) {
    const run = { run_id: `r${index} ${String(more.reason)}`, tool_name: 'git_status', caller: 'panel' };
    log.append({
      event: 'requested',
      ...run,
      reason: `report number${index}`,
      args: ['git status', 'clean tree'],
      ...more,
    });
    log.append({
      event: 'finished',
      ...run,
      status: index % 10 ? 'ok' : 'error',
      result: { text: 'so it is' },
    });
    if (index % 20 === 19) await log.durable();
  }
}

async function indexedLog(count = 200) {
  const opened = await openLog({ dir: join(tempDir(), 'logs'), segmentBytes: () => 20_000 });
  await write(opened.log, count);
  await opened.log.durable();
  const path = join(tempDir(), 'index', 'index.db');
  const first = indexOf(path, opened.segments);
  await first.follow();
  expect((await first.query({ text: 'number0' })).total).toStrictEqual({ value: 1, exact: true });
  first.engine.close();
  return { ...opened, indexPath: path };
}

const QUERIES = [
  {},
  { text: 'number17' },
  { text: 'report', statuses: ['error' as const] },
  { statuses: ['error' as const], order: 'asc' as const, limit: 3 },
];

/** The index at this path answers as the log does, whatever state it was left in. */
async function answersAsTheLog(
  { reader, segments }: Pick<Awaited<ReturnType<typeof openLog>>, 'reader' | 'segments'>,
  path: string,
) {
  const index = indexOf(path, segments);
  for (const query of QUERIES) {
    expect({ ...(await index.query(query)), indexing: undefined }).toEqual(await reader.query(query));
    expect(await index.runs(query)).toMatchObject(await reader.runs(query));
  }
  await index.follow();
  // By now from the index: nothing more has to be said.
  for (const query of QUERIES) {
    expect(await index.query(query)).toStrictEqual(await reader.query(query));
    expect(await index.runs(query)).toStrictEqual(await reader.runs(query));
  }
  return index;
}

describe('whatever happens to the index', () => {
  it('is kept for nobody else', async () => {
    const { indexPath } = await indexedLog();
    expect(fs.statSync(join(indexPath, '..')).mode & 0o777).toBe(0o700);
    expect(fs.statSync(indexPath).mode & 0o777).toBe(0o600);
  });

  it('says of a record that there is none without reading the log', async () => {
    const { segments, indexPath } = await indexedLog();
    const index = indexOf(indexPath, segments);
    await index.follow();
    const parts = segments();
    for (const { path } of parts) fs.rmSync(path);
    expect(await index.engine.answer({ op: 'get', asked: 'none' }, parts)).toBeNull();
  });

  it('goes on from where it was', async () => {
    const opened = await indexedLog();
    await write(opened.log, 5, { reason: 'later' });
    await opened.log.durable();
    const index = await answersAsTheLog(opened, opened.indexPath);
    expect(index.reports).toStrictEqual([]);
    expect((await index.query({ text: 'later' })).total.value).toBe(5);
  });

  it('deleted: it is made anew', async () => {
    const opened = await indexedLog();
    fs.rmSync(join(opened.indexPath, '..'), { recursive: true });
    const index = await answersAsTheLog(opened, opened.indexPath);
    expect(index.reports).toStrictEqual([]);
  });

  it.each<[string, (path: string) => void]>([
    [
      'no database',
      (path) =>
        fs.writeFileSync(
          path,
          'This is a text and no database, and it is long enough to be one. '.repeat(40),
        ),
    ],
    ['cut short', (path) => fs.truncateSync(path, Math.floor(fs.statSync(path).size / 2 / 8192) * 8192)],
    ['cut to a byte', (path) => fs.truncateSync(path, 1)],
    ['zeros in its middle', (path) => overwrite(path, 0.3, Buffer.alloc(16_384))],
    [
      'noise in its middle',
      (path) =>
        overwrite(path, 0.5, Buffer.from(Array.from({ length: 16_384 }, (_, at) => (at * 7919) % 251))),
    ],
    ['from another version', (path) => alter(path, 'PRAGMA user_version=9999')],
    ['of another application', (path) => alter(path, 'PRAGMA application_id=1')],
    ['without a table', (path) => alter(path, 'DROP TABLE blocks')],
    ['without its words', (path) => alter(path, 'DROP TABLE entry_words')],
    ['of another log', (path) => alter(path, `UPDATE parts SET last_hash = '${'1'.repeat(64)}'`)],
    ['ahead of the log', (path) => alter(path, 'UPDATE parts SET bytes = bytes + 100000')],
    ['with records elsewhere', (path) => alter(path, 'UPDATE entries SET offset = offset + 1')],
    ['with runs that nobody can read', (path) => alter(path, "UPDATE runs SET json = '{'")],
    [
      'with a run that says what its records do not',
      (path) =>
        alter(path, "UPDATE runs SET json = json_set(json, '$.reason', 'nothing at all', '$.events', 1000)"),
    ],
  ])('%s: it is made anew', async (_name, damage) => {
    const opened = await indexedLog();
    damage(opened.indexPath);
    const index = await answersAsTheLog(opened, opened.indexPath);
    expect(index.reports.length).toBeGreaterThan(0);
    expect(index.reports.every((report) => report.startsWith('The search index is made anew'))).toBe(true);
  });

  it.each<[string, number]>([
    ['the ending of another run', 0],
    ['another ending, of more records than are compared', 40],
  ])('with a run that is given %s: it is made anew', async (_name, steps) => {
    const opened = await indexedLog();
    const run = (run_id: string) => ({ run_id, tool_name: 'git_status', caller: 'panel' });
    const bad = [opened.log.append({ event: 'requested', ...run('bad') })];
    for (let step = 0; step < steps; step++) bad.push(opened.log.append({ event: 'step', ...run('bad') }));
    const error = { code: 'e', message: 'failed' };
    bad.push(opened.log.append({ event: 'finished', ...run('bad'), status: 'error', error }));
    opened.log.append({ event: 'requested', ...run('good') });
    const good = opened.log.append({ event: 'finished', ...run('good'), status: 'ok' });
    await opened.log.durable();
    const before = await answersAsTheLog(opened, opened.indexPath);
    before.engine.close();
    const first = bad[0]?.seq as number;
    if (steps === 0) {
      const json = JSON.stringify([bad[0] as AuditEntry, good].reduce<AuditRun | null>(withNewer, null));
      alter(opened.indexPath, `UPDATE entries SET run = NULL WHERE seq = ${bad.at(-1)?.seq}`);
      alter(opened.indexPath, `UPDATE entries SET run = ${first} WHERE seq = ${good.seq}`);
      alter(opened.indexPath, `UPDATE runs SET json = '${json}' WHERE first_seq = ${first}`);
      alter(opened.indexPath, "DELETE FROM runs WHERE run_id = 'good'");
    } else {
      const set = "json = json_set(json, '$.status', 'ok')";
      alter(opened.indexPath, `UPDATE runs SET ${set} WHERE first_seq = ${first}`);
    }
    const index = indexOf(opened.indexPath, opened.segments);
    const { runs } = await index.runs({ limit: 5 });
    expect(runs.find(({ runId }) => runId === 'bad')?.status).toBe('error');
    expect(index.reports).toStrictEqual([expect.stringMatching(/^The search index is made anew/)]);
  });

  it('runs whose ids a database cannot tell apart do not make it anew each time', async () => {
    const opened = await indexedLog();
    const recorded = async (run_id: string, event: 'requested' | 'step') => {
      await opened.log.durable(opened.log.append({ event, run_id, tool_name: 'git_status' }));
      const index = indexOf(opened.indexPath, opened.segments);
      await index.follow();
      expect((await index.runs({ limit: 5 })).runs).toHaveLength(5);
      expect(index.reports).toStrictEqual([]);
      index.engine.close();
    };
    await recorded('one\0a', 'requested');
    await recorded('one\0b', 'step');
  });

  it('cannot be made: the log answers', async () => {
    const opened = await openLog({ dir: join(tempDir(), 'logs') });
    await write(opened.log, 20);
    await opened.log.durable();
    const file = join(tempDir(), 'a file');
    fs.writeFileSync(file, '');
    const index = await answersAsTheLog(opened, join(file, 'index.db'));
    expect(index.reports).toStrictEqual([
      expect.stringContaining('There is no search index until the next start'),
    ]);
  });

  it('a log whose records are out of order is read, not indexed', async () => {
    const { log, path, segments } = await openLog();
    await write(log, 5);
    await log.durable();
    const parts = segments();
    await log.close();
    const lines = fs.readFileSync(path, 'utf8').split('\n').slice(0, -1);
    fs.writeFileSync(path, `${[...lines, ...lines.slice(2, 4)].join('\n')}\n`);
    const { size: bytes } = fs.statSync(path);
    const index = indexOf(join(tempDir(), 'i', 'index.db'), () => parts.map((part) => ({ ...part, bytes })));
    const { entries } = await index.query({ text: 'number0', limit: 500 });
    expect(entries.length).toBeGreaterThan(0);
    expect(index.reports).toStrictEqual([expect.stringContaining('There is no search index')]);
    expect((await index.query({})).total.value).toBe(lines.length + 2);
  });
});

it('records that are removed with their file are removed from the index', async () => {
  const opened = await indexedLog();
  const [first] = opened.segments();
  const index = indexOf(opened.indexPath, () => opened.segments().slice(1));
  await index.follow();
  const second = opened.segments()[1]?.firstSeq ?? 0;
  expect(first?.lastSeq).toBe(second - 1);
  const { entries, log, total } = await index.query({ order: 'asc', limit: 500 });
  expect(entries[0]?.seq).toBe(second);
  expect(log.firstSeq).toBe(second);
  expect(total.value).toBe(log.lastSeq - log.firstSeq + 1);
  expect((await index.query({ text: 'number0' })).total.value).toBe(0);
  const runs = await index.runs({ order: 'asc', limit: 500 });
  expect(runs.runs.every((run) => run.firstSeq >= second)).toBe(true);
  index.engine.close();
  const db = new Sqlite(opened.indexPath);
  db.exec('PRAGMA locking_mode=EXCLUSIVE');
  expect(db.get('SELECT count(*) AS n FROM entries WHERE seq < ?', [second])?.['n']).toBe(0);
  expect(db.get('SELECT count(*) AS n FROM entry_words_docsize WHERE id < ?', [second])?.['n']).toBe(0);
  expect(db.get('SELECT count(*) AS n FROM run_words_docsize WHERE id < ?', [second])?.['n']).toBe(0);
  db.close();
});

describe('text', () => {
  const hostile = [
    '"',
    "'",
    '""',
    '*',
    'a*',
    '^report',
    'words:report',
    'report NEAR(x)',
    'report AND',
    'NOT report',
    '(',
    ')',
    '-',
    '{a b}:c',
    '\u0000',
    're\u0000port',
    "'; DROP TABLE entries; --",
    '\ud800',
    '\ue000',
    '\ue001tool',
    '%',
    '_',
    '\\',
    'a'.repeat(10_000),
    'a b '.repeat(2_500),
    'x/'.repeat(5_000),
    '('.repeat(10_000),
    '日'.repeat(10_000),
    '\ue001statusok',
  ];
  it("is never a query language: whatever is looked for, the answer is the log's", async () => {
    const opened = await indexedLog(30);
    for (const [at, text] of hostile.entries())
      opened.log.append({ event: 'app', reason: at % 2 ? text : `so ${text} it` });
    await opened.log.durable();
    const index = indexOf(opened.indexPath, opened.segments);
    for (const text of hostile) {
      const asked = { text, limit: 5 };
      expect(await index.query(asked)).toStrictEqual(await opened.reader.query(asked));
      expect(await index.runs(asked)).toStrictEqual(await opened.reader.runs(asked));
      const filter = { tools: [text.slice(0, 200)], callers: [text.slice(0, 200)], runId: text, rule: text };
      expect((await index.query(filter)).entries).toStrictEqual([]);
    }
    expect(index.reports).toStrictEqual([]);
  }, 60_000);

  it.each<[string, number]>([
    ['report', 10],
    ['REPORT Number3', 1],
    ['repo', 10],
    ['eport', 0],
    ['git status', 20],
    ['git_status', 20],
    ['status clean', 10],
    ['status/clean', 0],
    ['git_sta', 20],
    ['', 21],
    ['   ', 21],
    ['--', 0],
    ['report nowhere', 0],
  ])('%s finds %i records', async (text, count) => {
    const opened = await indexedLog(10);
    const index = indexOf(opened.indexPath, opened.segments);
    expect((await index.query({ text })).total.value).toBe(count);
    expect((await opened.reader.query({ text })).total.value).toBe(count);
  });
});

it('a page of large records is shorter, both ways, and none is left out', async () => {
  const opened = await openLog({ dir: join(tempDir(), 'logs') });
  const large = Array.from({ length: 20 }, (_, index) => `${'w'.repeat(10_000)}${index}`);
  for (let index = 0; index < 45; index++) {
    opened.log.append({ event: 'step', args: { index }, result: index % 3 ? large : null });
  }
  await opened.log.durable();
  const index = indexOf(join(tempDir(), 'index', 'index.db'), opened.segments);
  await index.follow();
  for (const order of ['asc', 'desc'] as const) {
    const pages: number[][] = [];
    const back: number[][] = [];
    for (let cursor: string | undefined; ;) {
      const asked = { order, limit: 500, ...(cursor !== undefined && { cursor }) };
      const page = await opened.reader.query(asked);
      expect(await index.query(asked)).toStrictEqual(page);
      expect(JSON.stringify(page.entries).length).toBeLessThan(5_000_000);
      pages.push(page.entries.map(({ seq }) => seq));
      if (page.prevCursor !== null) {
        const before = { order, limit: 500, cursor: page.prevCursor };
        const beside = await opened.reader.query(before);
        expect(await index.query(before)).toStrictEqual(beside);
        back.push(beside.entries.map(({ seq }) => seq));
      }
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(pages.length).toBeGreaterThan(1);
    // Each page's own page before it ends where it begins, and is as long as fits.
    expect(back.map((page) => page.at(-1))).toStrictEqual(pages.slice(0, -1).map((page) => page.at(-1)));
    expect(back.every((page) => page.length > 10)).toBe(true);
    const all = Array.from({ length: opened.head().seq }, (_, at) => at + 1);
    expect(pages.flat()).toStrictEqual(order === 'asc' ? all : all.reverse());
  }
});

it('jumps to a place, and pages from there both ways', async () => {
  const opened = await indexedLog(100);
  const index = indexOf(opened.indexPath, opened.segments);
  const page = await index.query({ start: { seq: 50 }, limit: 5 });
  expect(page.entries.map((entry) => entry.seq)).toStrictEqual([50, 49, 48, 47, 46]);
  const before = await index.query({ cursor: page.prevCursor ?? '', limit: 5 });
  expect(before.entries.map((entry) => entry.seq)).toStrictEqual([55, 54, 53, 52, 51]);
  const after = await index.query({ cursor: page.nextCursor ?? '', limit: 5 });
  expect(after.entries.map((entry) => entry.seq)).toStrictEqual([45, 44, 43, 42, 41]);
  const last = await index.query({ start: { seq: -5 }, limit: 5 });
  expect(last.entries.map((entry) => entry.seq)).toStrictEqual([5, 4, 3, 2, 1]);
  await expect(index.query({ start: { seq: 1 }, cursor: page.nextCursor ?? '' })).rejects.toThrow('either');
});

function overwrite(path: string, where: number, bytes: Buffer): void {
  const fd = fs.openSync(path, 'r+');
  fs.writeSync(fd, bytes, 0, bytes.length, Math.floor((fs.statSync(path).size * where) / 8192) * 8192);
  fs.closeSync(fd);
}

function alter(path: string, sql: string): void {
  const db = new Sqlite(path);
  db.exec('PRAGMA locking_mode=EXCLUSIVE');
  db.exec(sql);
  db.close();
}
