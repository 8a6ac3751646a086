import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyLog } from '../../../src-main/audit/chain/verify-log.mjs';
import { HEAD } from '../../../src-main/audit/chain/files.mjs';
import { openLog, readLines, tempDir } from '../../support/audit.ts';

/** A log of ten records, closed, with its path. */
async function tenRecords(): Promise<string> {
  const { log, path } = await openLog();
  for (let index = 2; index <= 10; index++) log.append({ event: 'step', detail: `number ${index}` });
  await log.close();
  return path;
}

function rehash(line: string): string {
  const body = line.replace(/,"hash":"[0-9a-f]{64}"}$/, '}');
  return `${body.slice(0, -1)},"hash":"${createHash('sha256').update(body).digest('hex')}"}`;
}

type Edit = (lines: string[]) => string[];
const swap: Edit = (lines) => {
  const out = [...lines];
  [out[4], out[5]] = [out[5] ?? '', out[4] ?? ''];
  return out;
};
const change =
  (
    index: number,
    from: string | RegExp,
    to: string,
    after: (line: string) => string = (line) => line,
  ): Edit =>
  (lines) =>
    lines.map((line, at) => (at === index ? after(line.replace(from, to)) : line));

const TAMPERINGS: Record<string, { edit: Edit; problems: { kind: string; seq: number }[] }> = {
  'a changed value': { edit: change(4, 'number 5', 'number 6'), problems: [{ kind: 'altered', seq: 5 }] },
  'a changed hash': { edit: change(4, /"hash":"./, '"hash":"x'), problems: [{ kind: 'altered', seq: 5 }] },
  'a changed value with its hash made anew': {
    edit: change(4, 'number 5', 'number 6', rehash),
    problems: [{ kind: 'altered', seq: 5 }],
  },
  'a changed last record': {
    edit: change(9, 'number 10', 'number 11'),
    problems: [{ kind: 'altered', seq: 10 }],
  },
  'a changed number': { edit: change(4, '"seq":5', '"seq":50'), problems: [{ kind: 'altered', seq: 5 }] },
  'a removed record': { edit: (lines) => lines.toSpliced(4, 1), problems: [{ kind: 'missing', seq: 5 }] },
  'three removed records': {
    edit: (lines) => lines.toSpliced(4, 3),
    problems: [{ kind: 'missing', seq: 5 }],
  },
  'a removed first record': { edit: (lines) => lines.slice(1), problems: [{ kind: 'missing', seq: 1 }] },
  'two swapped records': { edit: swap, problems: [{ kind: 'reordered', seq: 5 }] },
  'a record moved to the end': {
    edit: (lines) => [...lines.toSpliced(2, 1), lines[2] ?? ''],
    problems: [{ kind: 'reordered', seq: 3 }],
  },
  'a repeated record': {
    edit: (lines) => lines.toSpliced(5, 0, lines[4] ?? ''),
    problems: [{ kind: 'reordered', seq: 5 }],
  },
  'an inserted foreign line': {
    edit: (lines) => lines.toSpliced(5, 0, 'hello'),
    problems: [{ kind: 'altered', seq: 6 }],
  },
  'an emptied line': { edit: (lines) => lines.with(5, ''), problems: [{ kind: 'altered', seq: 6 }] },
  'an over-long line': {
    edit: (lines) => lines.with(5, 'x'.repeat(9_000_000)),
    problems: [{ kind: 'altered', seq: 6 }],
  },
  'two things at once': {
    edit: (lines) => change(7, 'number 8', 'number 9')(lines).toSpliced(2, 1),
    problems: [
      { kind: 'missing', seq: 3 },
      { kind: 'altered', seq: 8 },
    ],
  },
};

describe('verify names', () => {
  it.each(Object.entries(TAMPERINGS))('%s', async (_name, { edit, problems }) => {
    const path = await tenRecords();
    writeFileSync(path, `${edit(readLines(path)).join('\n')}\n`);
    rmSync(join(dirname(path), HEAD));
    const report = verifyLog({ dir: dirname(path) });
    expect(report.ok).toBe(false);
    expect(report.problems.map(({ kind, seq }) => ({ kind, seq }))).toStrictEqual(problems);
  });

  it('a last line without an end', async () => {
    const path = await tenRecords();
    writeFileSync(path, readFileSync(path).subarray(0, -10));
    rmSync(join(dirname(path), HEAD));
    expect(verifyLog({ dir: dirname(path) })).toMatchObject({
      ok: false,
      records: 9,
      problems: [{ kind: 'torn', seq: 10 }],
    });
  });

  it('a cut-off end, a foreign end and a whole other log, as the app that wrote it', async () => {
    const { log, reader, path } = await openLog();
    for (let index = 0; index < 5; index++) log.append({ event: 'step' });
    await log.durable();
    const whole = readFileSync(path);
    const lines = readLines(path);
    writeFileSync(path, `${lines.slice(0, 4).join('\n')}\n`);
    expect((await reader.verify()).problems).toMatchObject([{ kind: 'truncated', seq: 5 }]);
    writeFileSync(path, whole);
    appendFileSync(path, 'more\n');
    expect((await reader.verify()).problems).toMatchObject([{ kind: 'altered' }]);
    const [last = ''] = lines.slice(-1);
    writeFileSync(path, `${[...lines.slice(0, -1), rehash(last.replace('"ts":1', '"ts":2'))].join('\n')}\n`);
    expect((await reader.verify()).problems).toMatchObject([{ kind: 'head_mismatch', seq: 6 }]);
    rmSync(path);
    expect((await reader.verify()).problems).toMatchObject([{ kind: 'truncated', seq: 1 }]);
  });
});

describe('the commands in docs/audit-format.md', () => {
  it.skipIf(process.platform !== 'linux')(
    'find nothing wrong in a good log, and the first wrong record of another',
    async () => {
      const path = await tenRecords();
      const blocks = [...readFileSync('docs/audit-format.md', 'utf8').matchAll(/```sh\n([^`]*)```/g)].map(
        (match) => match[1] ?? '',
      );
      const run = (script: string | undefined): string =>
        spawnSync('bash', ['-c', script ?? 'exit 1'], { cwd: dirname(path), encoding: 'utf8' }).stdout;
      const [one, all] = blocks;
      const { hash, prev_hash: prevHash } = JSON.parse(readLines(path)[4] ?? '') as {
        hash: string;
        prev_hash: string;
      };
      expect(run(one)).toContain(hash);
      expect(run(one)).toContain(`"hash":"${prevHash}"}`);
      expect(run(all)).toBe('');
      writeFileSync(path, readFileSync(path, 'utf8').replace('number 5', 'number 6'));
      expect(run(all)).toBe('record 5 is wrong\n');
    },
  );
});

describe('verify', () => {
  it('lists at most 100 problems', async () => {
    const { log, path } = await openLog();
    for (let index = 0; index < 500; index++) log.append({ event: 'step', detail: 'a' });
    await log.close();
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"detail":"a"', '"detail":"b"'));
    expect(verifyLog({ dir: dirname(path) }).problems).toHaveLength(100);
  });

  it('holds on a copy, while the app goes on writing, and stops when told', async () => {
    const { log, reader, path } = await openLog();
    const state = { writing: true };
    const writer = (async () => {
      while (state.writing) {
        log.append({ event: 'step', detail: 'x'.repeat(1000) });
        await log.durable();
      }
    })();
    for (let round = 0; round < 20; round++)
      expect(await reader.verify()).toMatchObject({ ok: true, problems: [] });
    state.writing = false;
    await writer;
    const copy = join(tempDir(), 'copy.jsonl');
    copyFileSync(path, copy);
    expect(verifyLog({ dir: dirname(copy), file: 'copy.jsonl' })).toMatchObject({ ok: true, signed: false });
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    await expect(reader.verify(stop.signal)).rejects.toThrow('stopped');
    expect(() => verifyLog({ dir: dirname(copy), file: 'none.jsonl' })).toThrow(/ENOENT/);
  });
});
