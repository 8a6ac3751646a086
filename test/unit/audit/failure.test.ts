import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, rmdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { nodeFs } from '../../../src-main/audit/audit-fs.ts';
import { AuditUnavailable } from '../../../src-main/audit/audit-log.ts';
import { verifyLog } from '../../../src-main/audit/chain/verify-log.mjs';
import { LOG_FILE_NAME } from '../../../src-main/audit/open-audit-log.ts';
import { listSegments } from '../../../src-main/audit/segments.ts';
import { startAuditChild } from '../../support/audit-child.ts';
import { openLog, readRecords, tempDir, watchedFs } from '../../support/audit.ts';
import { asOrdinaryUser } from '../../support/ordinary-user.ts';

const isLinux = process.platform === 'linux';

describe('a batch that fails', () => {
  it('is forgotten with all behind it; waiters hear of it; the chain goes on from the last durable record', async () => {
    const { io, failSync } = watchedFs();
    const { log, reader, path } = await openLog({ fs: io });
    const good = log.append({ event: 'step', detail: 'good' });
    await log.durable();
    const size = statSync(path).size;

    failSync('EIO');
    const lost = log.append({ event: 'requested', run_id: 'lost' });
    const first = log.durable();
    const behind = new Promise((r) => setImmediate(r)).then(async () => {
      const entry = log.append({ event: 'step', detail: 'behind' });
      await log.durable(entry);
    });
    await expect(first).rejects.toThrow(AuditUnavailable);
    await expect(first).rejects.toThrow(/the disk reported a fault/);
    await expect(behind).rejects.toThrow(AuditUnavailable);
    expect(statSync(path).size).toBe(size);

    failSync(null);
    const next = log.append({ event: 'step', detail: 'next' });
    await log.durable();
    expect(next).toMatchObject({ seq: good.seq + 1, prev_hash: good.hash });
    await expect(log.durable(lost)).rejects.toThrow(AuditUnavailable);
    await expect(log.durable(good)).resolves.toBeUndefined();
    expect(await reader.verify()).toMatchObject({ ok: true, records: 3 });
    expect((await reader.query({ runId: 'lost' })).entries).toStrictEqual([]);
  });

  it('tells whoever asks next, when nobody was waiting', async () => {
    const { io, failSync, failed } = watchedFs();
    const { log } = await openLog({ fs: io });
    failSync('ENOSPC');
    log.append({ event: 'step' });
    await expect.poll(failed, { timeout: 10_000 }).toBeGreaterThan(0);
    // What has failed is told a turn of the loop later.
    await new Promise((r) => setTimeout(r, 50));
    failSync(null);
    await expect(log.durable()).rejects.toThrow(/disk is full/);
    await expect(log.durable()).resolves.toBeUndefined();
  });

  it('that the disk has left as zeros is cut off like any other', async () => {
    const { io, failSync } = watchedFs();
    const { log, reader, path } = await openLog({ fs: io });
    await log.durable(log.append({ event: 'step' }));
    const { size } = statSync(path);
    const zeros = vi.spyOn(io, 'readSync').mockImplementation((...args: unknown[]) => {
      const read = (nodeFs.readSync as (...all: unknown[]) => number)(...args);
      (args[1] as Buffer).fill(0);
      return read;
    });
    failSync('EIO');
    await expect(log.durable(log.append({ event: 'step' }))).rejects.toThrow(/reported a fault/);
    failSync(null);
    expect(statSync(path).size).toBe(size);
    zeros.mockRestore();
    await log.durable(log.append({ event: 'step' }));
    expect(await reader.verify()).toMatchObject({ ok: true, records: 3 });
  });

  it('is told at the end too, when what came after it is on disk', async () => {
    const { io, failSync, failed } = watchedFs();
    const slow = { hold: false, release: () => undefined as unknown };
    const fdatasync = ((fd, done) => {
      const sync = () => io.fdatasync(fd, done);
      if (slow.hold) slow.release = sync;
      else sync();
    }) as typeof io.fdatasync;
    const { log, path } = await openLog({ fs: { ...io, fdatasync } });
    failSync('ENOSPC');
    log.append({ event: 'step' });
    await expect.poll(failed, { timeout: 10_000 }).toBeGreaterThan(0);
    await new Promise((r) => setTimeout(r, 50));
    failSync(null);
    slow.hold = true;
    const after = log.append({ event: 'step', detail: 'after' });
    const state = { closed: false };
    const closing = log.close().finally(() => (state.closed = true));
    closing.catch(() => undefined);
    await new Promise((r) => setTimeout(r, 100));
    expect(state.closed).toBe(false);
    slow.release();
    await expect(closing).rejects.toThrow(/disk is full/);
    await expect(log.durable(after)).resolves.toBeUndefined();
    expect(readRecords(path).at(-1)).toMatchObject({ detail: 'after' });
  });

  it(
    'leaves nothing half written, under a real limit of the system, and recovers when it is lifted',
    { skip: !isLinux },
    async () => {
      const dir = tempDir();
      const child = await startAuditChild(dir, 'obey', 64);
      expect(await child.ask('1000')).toMatch(/^written 2/);
      // Three of these do not fit: the third is cut off by the system in the middle.
      expect(await child.ask('25000')).toMatch(/^written 3/);
      expect(await child.ask('25000')).toMatch(/^written 4/);
      expect(await child.ask('25000')).toMatch(/^AuditUnavailable: .*largest size/);
      expect(readFileSync(join(dir, LOG_FILE_NAME), 'utf8')).toMatch(/"}\n$/);
      expect(await child.ask('10')).toMatch(/^written 5/);
      expect(await child.ask('25000')).toMatch(/^AuditUnavailable/);
      spawnSync('prlimit', ['--pid', String(child.process.pid), '--fsize=unlimited']);
      expect(await child.ask('25000')).toMatch(/^written 6/);
      expect(JSON.parse(await child.ask('verify'))).toMatchObject({ ok: true, records: 6 });
    },
  );
});

describe('hard conditions', () => {
  it.skipIf(!isLinux || process.getuid?.() !== 0)(
    'a real disk that is full: nothing acknowledged is lost, and it goes on when there is room',
    async () => {
      const disk = tempDir();
      expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]).status).toBe(0);
      onTestFinished(() => {
        spawnSync('umount', ['-l', disk]);
      });
      const ballast = join(disk, 'ballast');
      writeFileSync(ballast, Buffer.alloc(60_000));
      const { log, reader, path } = await openLog({ dir: join(disk, 'logs'), segmentBytes: () => 40_000 });
      const acknowledged: number[] = [];
      const write = async (): Promise<void> => {
        const entry = log.append({ event: 'step', detail: 'x'.repeat(5_000) });
        await log.durable(entry);
        acknowledged.push(entry.seq);
      };
      await expect(
        (async () => {
          for (let round = 0; round < 100; round++) await write();
        })(),
      ).rejects.toThrow(/disk is full/);
      expect(acknowledged.length).toBeGreaterThan(10);
      expect(readFileSync(path, 'utf8')).toMatch(/"}\n$|^$/);
      rmSync(ballast);
      await write();
      expect(await reader.verify()).toMatchObject({ ok: true });
      const { entries } = await reader.query({ limit: 500, order: 'asc', events: ['step'] });
      expect(entries.map(({ seq }) => seq)).toStrictEqual(acknowledged);
      await log.close();
    },
  );

  it('a system that takes a write in pieces, each in the middle of a character', async () => {
    const writeSync = ((fd: number, data: string | Uint8Array, ...rest: [number, number]) =>
      typeof data === 'string'
        ? nodeFs.writeSync(fd, Buffer.from(data), 0, Math.min(3, Buffer.byteLength(data)))
        : nodeFs.writeSync(fd, data, rest[0], Math.min(3, rest[1]))) as typeof nodeFs.writeSync;
    const { log, reader, path } = await openLog({ fs: { ...nodeFs, writeSync } });
    await log.durable(log.append({ event: 'step', detail: 'ä€😀'.repeat(20) }));
    expect(readRecords(path).at(-1)).toMatchObject({ detail: 'ä€😀'.repeat(20) });
    expect(await reader.verify()).toMatchObject({ ok: true, records: 2 });
  });

  it('a full second of writes at quit: all of it is there, and the head counts it', async () => {
    const { log, dir } = await openLog({ segmentBytes: () => 2_000_000 });
    const until = Date.now() + 1_000;
    const promised: Promise<void>[] = [];
    while (Date.now() < until) {
      for (let index = 0; index < 200; index++)
        promised.push(log.durable(log.append({ event: 'step', detail: 'x'.repeat(500) })));
      await new Promise((r) => setImmediate(r));
    }
    await Promise.all([log.close(), ...promised]);
    const { records, ok, head } = verifyLog({ dir });
    expect({ ok, count: head?.count }).toStrictEqual({ ok: true, count: records });
    const written = listSegments(dir).flatMap(({ path }) => readRecords(path));
    expect(written.filter(({ event }) => event === 'step')).toHaveLength(promised.length);
  });

  it('a clock that jumps back: the order is the order of events', async () => {
    let now = 2_000_000_000;
    const { log, reader, dir } = await openLog({ clock: () => (now -= 1_000), segmentBytes: () => 2_000 });
    for (let index = 0; index < 30; index++) await log.durable(log.append({ event: 'step', detail: index }));
    const { entries } = await reader.query({ order: 'asc', events: ['step'] });
    expect(entries.map(({ detail }) => detail)).toStrictEqual([...Array(30).keys()]);
    await log.close();
    const again = await openLog({ dir, clock: () => 1_000 });
    expect(again.recovery).toMatchObject({ tampering: null, torn: null });
    expect(await again.reader.verify()).toMatchObject({ ok: true, problems: [] });
  });

  it('two at once on one folder: the second writes nothing that the first could lose', async () => {
    const first = await openLog();
    const entry = first.log.append({ event: 'step', detail: 'first' });
    await first.log.durable(entry);
    const second = await openLog({ dir: first.dir });
    expect(second.recovery.unavailable).toMatch(/another app/);
    expect(() => second.log.append({ event: 'step' })).toThrow(AuditUnavailable);
    await first.log.durable(first.log.append({ event: 'step', detail: 'again' }));
    expect(await first.reader.verify()).toMatchObject({ ok: true, records: 3 });
    expect((await second.reader.query({})).entries).toHaveLength(3);
    await first.log.close();
    await second.log.durable(second.log.append({ event: 'step', detail: 'second' }));
    expect(second.recovery.unavailable).toBeNull();
    expect(await second.reader.verify()).toMatchObject({ ok: true, records: 5 });
  });

  it('a lock that a killed app left behind stops nobody', async () => {
    const { dir, log } = await openLog();
    await log.close();
    const child = await startAuditChild(dir, 'obey');
    expect(await child.ask('10')).toMatch(/^written/);
    const meanwhile = await openLog({ dir });
    expect(meanwhile.recovery.unavailable).toMatch(/another app/);
    child.process.kill('SIGKILL');
    await child.exited;
    const { recovery, reader } = await openLog({ dir });
    expect(recovery.unavailable).toBeNull();
    expect(await reader.verify()).toMatchObject({ ok: true });
  });
});

describe('a log that cannot be opened', () => {
  it('says why, refuses records, and works as soon as it can', async () => {
    const dir = tempDir();
    const inPlace = join(dir, LOG_FILE_NAME);
    mkdirSync(inPlace);
    const { log, reader, recovery, path } = await openLog({ dir });
    expect(recovery.unavailable).toMatch(/a folder is in its place/);
    expect(() => log.append({ event: 'step' })).toThrow(AuditUnavailable);
    expect(() => log.append({ event: 'step' })).toThrow(/Move it away/);
    await expect(reader.query({})).rejects.toThrow(AuditUnavailable);
    rmdirSync(inPlace);
    const entry = log.append({ event: 'step', detail: 'works' });
    await log.durable();
    expect(recovery.unavailable).toBeNull();
    expect(entry.seq).toBe(2);
    expect(readRecords(path).map((record) => record.detail)).toStrictEqual([{ what: 'started' }, 'works']);
  });

  it('records the start and the interrupted runs also when the first try failed at the disk', async () => {
    const dir = tempDir();
    const before = await openLog({ dir });
    before.log.append({ event: 'requested', run_id: 'r1', tool_name: 'git_status' });
    await before.log.close();
    const { io, failSync } = watchedFs();
    failSync('ENOSPC');
    const { log, reader, recovery, path } = await openLog({ dir, fs: io });
    expect(recovery.unavailable).toMatch(/disk is full/);
    expect(recovery.interrupted).toStrictEqual([{ runId: 'r1', tool: 'git_status' }]);
    failSync(null);
    log.append({ event: 'step' });
    await log.durable();
    expect(readRecords(path).map((entry) => entry.event)).toStrictEqual([
      'app',
      'requested',
      'finished',
      'app',
      'step',
    ]);
    expect(recovery.unavailable).toBeNull();
    expect(await reader.verify()).toMatchObject({ ok: true });
  });

  it.skipIf(process.platform === 'win32')(
    'does not follow a link or wait on a pipe in its place',
    async () => {
      const dir = tempDir();
      const victim = join(tempDir(), 'victim');
      writeFileSync(victim, 'precious');
      symlinkSync(victim, join(dir, LOG_FILE_NAME));
      const linked = await openLog({ dir });
      expect(linked.recovery.unavailable).toMatch(/a link is in its place/);
      expect(readFileSync(victim, 'utf8')).toBe('precious');
      const other = tempDir();
      spawnSync('mkfifo', [join(other, LOG_FILE_NAME)]);
      const piped = await openLog({ dir: other });
      expect(piped.recovery.unavailable).toMatch(/not a file is in its place/);
    },
  );

  it.skipIf(process.platform === 'win32')('access denied', async () => {
    const dir = tempDir();
    const path = join(dir, LOG_FILE_NAME);
    writeFileSync(path, '', { mode: 0o400 });
    await asOrdinaryUser([dir, path], async () => {
      const { recovery } = await openLog({ dir });
      expect(recovery.unavailable).toMatch(/access is denied/);
    });
  });
});
