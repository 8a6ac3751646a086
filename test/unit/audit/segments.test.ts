import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { closedName, CURRENT, listClosed, tombstoneName } from '../../../src-main/audit/chain/files.mjs';
import { checkParts } from '../../../src-main/audit/chain/parts.mjs';
import { verifyLog } from '../../../src-main/audit/chain/verify-log.mjs';
import { FileReader } from '../../../src-main/audit/reader.ts';
import { listSegments } from '../../../src-main/audit/segments.ts';
import { readRecords, tempDir } from '../../support/audit.ts';
import { signedFolder, signedLog, SMALL_SEGMENT } from '../../support/audit-tamper.ts';

describe('a file that has its size', () => {
  it('is closed, and the chain goes on in the next; the whole is one log to every reader', async () => {
    const { dir, open } = await signedLog(60);
    const closed = listClosed(dir);
    expect(closed.length).toBeGreaterThan(3);
    expect(closed.map(({ name }) => name)).toStrictEqual(closed.map((_, index) => closedName(index + 1)));
    const { log, reader, segments } = await open({ segmentBytes: () => SMALL_SEGMENT });
    const all = await reader.query({ limit: 500, order: 'asc' });
    expect(all.entries.map(({ seq }) => seq)).toStrictEqual(all.entries.map((_, index) => index + 1));
    const newest = await reader.query({ limit: 500 });
    expect(newest.entries.map(({ seq }) => seq)).toStrictEqual(
      all.entries.map(({ seq }) => seq).toReversed(),
    );
    expect(await reader.get(all.entries[3]?.audit_id ?? '')).toMatchObject({ seq: 4 });
    expect(await reader.verify()).toMatchObject({ ok: true, signed: true, records: all.entries.length });
    const parts = segments();
    for (const [index, part] of parts.entries()) {
      const records = readRecords(part.path);
      expect([records[0]?.seq, records.at(-1)?.seq]).toStrictEqual([part.firstSeq, part.lastSeq]);
      expect(part.firstSeq).toBe(index === 0 ? 1 : (parts[index - 1]?.lastSeq ?? 0) + 1);
      expect(readFileSync(part.path)).toHaveLength(part.bytes);
    }
    await log.close();
    expect(listSegments(dir).map(({ name }) => name)).toStrictEqual(parts.map(({ name }) => name));
  });

  it('is checked side by side with the others, and then taken as it is only where it follows', async () => {
    const { dir, artifacts, fingerprint: key } = await signedLog(60);
    const start = (): Worker => new Worker(resolve('src-main/audit/chain/part-thread.mjs'));
    const parts = await checkParts(dir, start);
    expect([...parts.keys()].sort()).toStrictEqual(listClosed(dir).map(({ name }) => name));
    expect(verifyLog({ dir, key, artifacts, parts })).toStrictEqual(verifyLog({ dir, key, artifacts }));
    // Each is whole for itself, and they are of two logs.
    const other = await signedLog(60);
    renameSync(join(other.dir, closedName(2)), join(dir, closedName(2)));
    const mixed = await checkParts(dir, start);
    expect(mixed.has(closedName(2))).toBe(true);
    expect(verifyLog({ dir, key, parts: mixed })).toMatchObject({ ok: false });
    expect(verifyLog({ dir, key, parts: mixed })).toStrictEqual(verifyLog({ dir, key }));
  });

  it('is one log also while it is being closed', async () => {
    const { open } = signedFolder();
    const { log, reader } = await open({ segmentBytes: () => 3_000 });
    const state = { writing: true };
    const writer = (async () => {
      while (state.writing) await log.durable(log.append({ event: 'step', detail: 'x'.repeat(300) }));
    })();
    for (let round = 0; round < 15; round++) {
      expect(await reader.verify()).toMatchObject({ ok: true });
      const { entries } = await reader.query({ limit: 50 });
      expect(entries.map(({ seq }) => (entries[0]?.seq ?? 0) - seq)).toStrictEqual(
        entries.map((_, index) => index),
      );
    }
    state.writing = false;
    await writer;
  });

  it('finds runs that were begun in an earlier one', async () => {
    const { open } = signedFolder();
    const { log } = await open({ segmentBytes: () => SMALL_SEGMENT });
    log.append({ event: 'requested', run_id: 'open', tool_name: 'git_status' });
    for (let index = 0; index < 40; index++)
      await log.durable(log.append({ event: 'step', detail: 'x'.repeat(200) }));
    await log.close();
    const { recovery, reader } = await open();
    expect(recovery.interrupted).toStrictEqual([{ runId: 'open', tool: 'git_status' }]);
    expect((await reader.runs({})).runs).toMatchObject([{ runId: 'open', status: 'interrupted', events: 2 }]);
  });

  it('is found also by a reader that looks for it between the two renamings', async () => {
    const { dir } = await signedLog(5);
    const [current] = listSegments(dir).slice(-1);
    if (!current) throw new Error('There is no current file.');
    const { path } = current;
    let looks = 0;
    const part = {
      ...current,
      get path() {
        return looks++ === 0 ? `${path}.not-yet` : path;
      },
    };
    const verifier = () => Promise.reject(new Error('not asked'));
    const reader = new FileReader(dir, { generation: 0, segments: () => [part] }, verifier);
    const { entries } = await reader.query({ limit: 500, order: 'asc' });
    expect(entries.map(({ seq }) => seq)).toStrictEqual(readRecords(path).map(({ seq }) => seq));
    expect(looks).toBe(2);
  });

  it('after a crash between the two renamings, the log is whole and goes on', async () => {
    const { dir, open } = await signedLog(30);
    renameSync(join(dir, CURRENT), join(dir, closedName(listClosed(dir).length + 1)));
    const { log, recovery, reader } = await open();
    expect(recovery).toMatchObject({ tampering: null, torn: null, unavailable: null });
    await log.durable(log.append({ event: 'step' }));
    expect(await reader.verify()).toMatchObject({ ok: true, signed: true });
  });
});

describe('a file that somebody has put among the segments', () => {
  it.each([closedName(999_999_999), tombstoneName(999_999_999), closedName(500)])(
    'with nothing in it, %s: the app’s own are closed, found and read as before',
    async (planted) => {
      const { dir, open } = await signedLog(20);
      const before = listClosed(dir).length;
      writeFileSync(join(dir, planted), '');
      const { log, reader } = await open({ segmentBytes: () => SMALL_SEGMENT });
      for (let index = 0; index < 30; index++)
        await log.durable(log.append({ event: 'step', detail: 'x'.repeat(300) }));
      const names = listClosed(dir).map(({ name }) => name);
      expect(names.slice(0, before + 1)).toStrictEqual(
        names.slice(0, before + 1).map((_, at) => closedName(at + 1)),
      );
      expect(names.length).toBeGreaterThan(before + 2);
      const { ok, problems } = await reader.verify();
      expect({ ok, problems }).toMatchObject({
        ok: false,
        problems: [{ kind: 'altered', segment: planted }],
      });
      await log.close();
      rmSync(join(dir, planted));
      expect(verifyLog({ dir })).toMatchObject({ ok: true, problems: [] });
    },
  );

  it('under the name that is due next: it is passed over', async () => {
    const { dir, open } = await signedLog(20);
    const planted = closedName(listClosed(dir).length + 1);
    writeFileSync(join(dir, planted), '');
    const { log } = await open({ segmentBytes: () => SMALL_SEGMENT });
    for (let index = 0; index < 10; index++)
      await log.durable(log.append({ event: 'step', detail: 'x'.repeat(900) }));
    expect(listClosed(dir).at(-1)?.number).toBeGreaterThan(Number(/\d+/.exec(planted)?.[0]));
    expect(verifyLog({ dir }).problems).toMatchObject([{ kind: 'altered', segment: planted }]);
  });

  it('with a record, under the last name of all: the current file goes on growing, and nothing is out of sight', async () => {
    const { dir, open } = await signedLog(20);
    const text = readFileSync(join(dir, closedName(1)));
    writeFileSync(join(dir, closedName(999_999_999)), text);
    const before = listClosed(dir).length;
    const { log, segments } = await open({ segmentBytes: () => SMALL_SEGMENT });
    for (let index = 0; index < 10; index++)
      await log.durable(log.append({ event: 'step', detail: 'x'.repeat(900) }));
    expect(listClosed(dir)).toHaveLength(before);
    expect(segments().at(-1)?.bytes).toBeGreaterThan(2 * SMALL_SEGMENT);
  });

  it('with more zeros in its name: it does not stand in the place of the real one', async () => {
    const { dir } = await signedLog(20);
    const before = listClosed(dir);
    for (const name of [
      'tools_audit.0000001.jsonl',
      'tools_audit.0000900.jsonl',
      'tools_audit.0000900.removed.json',
    ])
      writeFileSync(join(dir, name), '');
    expect(listClosed(dir)).toStrictEqual(before);
  });
});

describe('across segments a check names', () => {
  const changes: Record<
    string,
    { change: (dir: string) => void; kind: string; segment?: string | undefined }
  > = {
    'a changed record': {
      change: (dir) => edit(join(dir, closedName(2)), (text) => text.replace('"number ', '"nummer ')),
      kind: 'altered',
      segment: closedName(2),
    },
    'a segment that is gone': { change: (dir) => rmSync(join(dir, closedName(2))), kind: 'missing' },
    'the first segment that is gone': { change: (dir) => rmSync(join(dir, closedName(1))), kind: 'missing' },
    'the current file that is gone': { change: (dir) => rmSync(join(dir, CURRENT)), kind: 'truncated' },
    'two segments in each other’s place': {
      change: (dir) => {
        renameSync(join(dir, closedName(1)), join(dir, 'x'));
        renameSync(join(dir, closedName(2)), join(dir, closedName(1)));
        renameSync(join(dir, 'x'), join(dir, closedName(2)));
      },
      kind: 'reordered',
      segment: closedName(2),
    },
    'a cut-off end of a closed one': {
      change: (dir) => {
        const path = join(dir, closedName(2));
        truncateSync(path, readFileSync(path, 'utf8').trimEnd().lastIndexOf('\n') + 1);
      },
      kind: 'missing',
    },
    'half a record at the end of a closed one': {
      change: (dir) => {
        const path = join(dir, closedName(2));
        truncateSync(path, readFileSync(path).length - 10);
      },
      kind: 'torn',
      segment: closedName(2),
    },
    'records taken out of a later one, behind a line that is none': {
      change: (dir) => {
        edit(join(dir, closedName(1)), (text) => `${text}no record\nno record\n`);
        edit(join(dir, closedName(3)), (text) => text.split('\n').slice(2).join('\n'));
      },
      kind: 'missing',
    },
    'a segment taken out with a forged note in its place': {
      change: (dir) => {
        const records = readRecords(join(dir, closedName(2)));
        rmSync(join(dir, closedName(2)));
        const body = {
          type: 'execution-layer-audit-removed-segment',
          segment: closedName(2),
          first_seq: records[0]?.seq,
          last_seq: records.at(-1)?.seq,
          prev_hash: records[0]?.prev_hash,
          last_hash: records.at(-1)?.hash,
        };
        writeFileSync(join(dir, tombstoneName(2)), JSON.stringify(body));
      },
      kind: 'missing',
      segment: undefined,
    },
  };
  it.each(Object.entries(changes))('%s', async (_name, { change, kind, segment }) => {
    const { dir, fingerprint: key } = await signedLog(60);
    change(dir);
    const { ok, problems } = verifyLog({ dir, key });
    // Side by side is only quicker: it finds the same.
    const parts = await checkParts(dir, () => new Worker(resolve('src-main/audit/chain/part-thread.mjs')));
    expect(verifyLog({ dir, key, parts }).problems).toStrictEqual(problems);
    expect(ok).toBe(false);
    expect(problems.map((problem) => problem.kind)).toContain(kind);
    expect(problems.length).toBeLessThan(4);
    if (segment !== undefined) expect(problems.map((problem) => problem.segment)).toContain(segment);
  });
});

describe('npm run audit:verify', () => {
  const runWith = (env: NodeJS.ProcessEnv, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [resolve('scripts/audit-verify.mjs'), ...args],
      { encoding: 'utf8', cwd: tempDir(), env: { ...process.env, ...env } },
    );
    return { status, stdout, stderr };
  };
  const run = (...args: string[]) => runWith({}, ...args);

  it('checks a folder, the data folder and a file, with the key, and says what is wrong', async () => {
    const { data, dir, fingerprint } = await signedLog(30);
    expect(run(dir)).toMatchObject({ status: 0, stdout: expect.stringContaining(fingerprint) as unknown });
    expect(run(data, '--key', fingerprint.toUpperCase())).toMatchObject({ status: 0 });
    expect(run(join(dir, closedName(2)))).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('begins with record') as unknown,
    });
    expect(run(dir, '--key', '0'.repeat(64))).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('head_mismatch') as unknown,
    });
    // A closed segment alone cannot be held against the key: that is no fault of it, and no proof either.
    expect(run(join(dir, closedName(2)), '--key', fingerprint)).toMatchObject({
      status: 2,
      stdout: expect.stringMatching(/vouched for none.*\n[^]*key was not looked at/) as unknown,
    });
    edit(join(dir, closedName(2)), (text) => text.replace('"number ', '"nummer '));
    expect(run(join(dir, closedName(2)), '--key', fingerprint)).toMatchObject({ status: 1 });
    const { status, stdout } = run(dir, '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      problems: [{ kind: 'altered', segment: closedName(2) }],
    });
    expect(run(dir).stdout).toMatch(
      /altered \(tools_audit\.000002\.jsonl\): Record \d+ is not as it was written/,
    );
  });

  it('takes a path from where npm was started, and all records deleted for what it is', async () => {
    const { data, dir, fingerprint } = await signedLog(5);
    const npm = { npm_lifecycle_event: 'audit:verify', INIT_CWD: data };
    expect(runWith(npm, 'logs', '--key', fingerprint)).toMatchObject({ status: 0 });
    for (const { name } of listSegments(dir)) rmSync(join(dir, name));
    const { status, stdout } = runWith(npm, '.', '--key', fingerprint, '--json');
    expect({ status, report: JSON.parse(stdout) as unknown }).toMatchObject({
      status: 1,
      report: { problems: [{ kind: 'truncated', seq: 1 }] },
    });
  });

  it('is not led to another log than the one that is meant, and says which it has looked at', async () => {
    const { data, dir } = await signedLog(5);
    expect(run(data).stdout.split('\n')[0]).toBe(dir);
    expect(JSON.parse(run(join(dir, CURRENT), '--json').stdout)).toMatchObject({ path: join(dir, CURRENT) });
    const decoy = await signedLog(5);
    for (const name of [CURRENT, closedName(1)]) {
      renameSync(join(decoy.dir, CURRENT), join(data, name));
      expect(run(data)).toMatchObject({ status: 2, stderr: expect.stringContaining('two logs') as unknown });
      renameSync(join(data, name), join(decoy.dir, CURRENT));
    }
    expect(run(data)).toMatchObject({ status: 0 });
  });

  it('says when it cannot check', () => {
    expect(run()).toMatchObject({ status: 2, stderr: expect.stringContaining('Usage') as unknown });
    expect(run('/nowhere')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('ENOENT') as unknown,
    });
    expect(run(tempDir())).toMatchObject({ status: 2 });
    expect(run('.', '--key', 'abc')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('64 hex digits') as unknown,
    });
  });
});

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}
