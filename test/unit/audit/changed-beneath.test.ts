import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeFs } from '../../../src-main/audit/audit-fs.ts';
import { AuditUnavailable } from '../../../src-main/audit/audit-log.ts';
import { verifyLog } from '../../../src-main/audit/chain/verify-log.mjs';
import { openLog, watchedFs } from '../../support/audit.ts';

describe('a file that changes beneath the app', () => {
  const changes: Record<
    string,
    { change: (path: string) => void; undo: ((path: string) => void) | null; words: RegExp }
  > = {
    deleted: {
      change: (path) => renameSync(path, `${path}.kept`),
      undo: (path) => renameSync(`${path}.kept`, path),
      words: /was deleted/,
    },
    replaced: {
      change: (path) => {
        copyFileSync(path, `${path}.new`);
        renameSync(path, `${path}.kept`);
        renameSync(`${path}.new`, path);
      },
      undo: (path) => renameSync(`${path}.kept`, path),
      words: /was replaced/,
    },
    'cut short': { change: (path) => truncateSync(path, 100), undo: null, words: /was cut short/ },
    'written to': {
      change: (path) => appendFileSync(path, 'foreign\n'),
      undo: (path) => truncateSync(path, statSync(path).size - 'foreign\n'.length),
      words: /was written to by another program/,
    },
  };

  it.each(Object.entries(changes))(
    '%s: refuses, and goes on only when it is as it was',
    async (_name, { change, undo, words }) => {
      const { log, reader, path } = await openLog();
      log.append({ event: 'step' });
      await log.durable();
      change(path);
      const before = _name === 'deleted' ? null : readFileSync(path);
      log.append({ event: 'step', detail: 'must not be lost in silence' });
      await expect(log.durable()).rejects.toThrow(words);
      expect(() => log.append({ event: 'step' })).toThrow(words);
      // Evidence stays as it was found.
      if (before) expect(readFileSync(path)).toStrictEqual(before);
      else expect(() => statSync(path)).toThrow(/ENOENT/);
      expect((await reader.verify()).ok).toBe(_name === 'replaced');
      if (!undo) return;
      undo(path);
      log.append({ event: 'step', detail: 'again' });
      await log.durable();
      expect(await reader.verify()).toMatchObject({ ok: true, records: 3 });
    },
  );

  /** What is there, under its name and under the one it was moved to. */
  const contents = (at: string) =>
    [at, `${at}.kept`].map((file) => (existsSync(file) ? readFileSync(file) : null));
  const shorter = { change: (path: string) => truncateSync(path, statSync(path).size - 5) };
  it.each([
    ...Object.entries(changes),
    ['cut by less than what is written', { ...shorter, undo: null, words: /was cut short/ }] as const,
  ])(
    '%s right before a record is written: the record does not count, and is taken out again',
    async (_name, { change, undo, words }) => {
      const box: { path: string | null; left: (Buffer | null)[] } = { path: null, left: [] };
      const writeSync = ((...args: Parameters<typeof nodeFs.writeSync>) => {
        const { path } = box;
        box.path = null;
        if (path) {
          change(path);
          box.left = contents(path);
        }
        return nodeFs.writeSync(...args);
      }) as typeof nodeFs.writeSync;
      const { log, reader, path } = await openLog({ fs: { ...nodeFs, writeSync } });
      await log.durable(log.append({ event: 'step' }));
      box.path = path;
      await expect(log.durable(log.append({ event: 'step', detail: 'not written' }))).rejects.toThrow(words);
      expect(box.path).toBeNull();
      expect(contents(path)).toStrictEqual(box.left);
      if (!undo) return;
      undo(path);
      await log.durable(log.append({ event: 'step', detail: 'again' }));
      expect(await reader.verify()).toMatchObject({ ok: true, records: 3 });
    },
  );

  it.each(
    [
      ...Object.entries(changes),
      ['cut by less', { ...shorter, undo: null, words: /was cut short/ }] as const,
    ].flatMap(([name, how]) => [0, 40].map((bytes) => [name, bytes, how] as const)),
  )(
    '%s right before a write of which the full disk takes %i bytes',
    async (_name, taken, { change, undo, words }) => {
      const box: { path: string | null; left: (Buffer | null)[]; full: boolean } = {
        path: null,
        left: [],
        full: false,
      };
      const full = () => Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      const writeSync = ((fd: number, data: string, ...rest: []) => {
        if (box.full) throw full();
        if (box.path === null) return nodeFs.writeSync(fd, data, ...rest);
        change(box.path);
        box.left = contents(box.path);
        box.full = true;
        if (taken === 0) throw full();
        return nodeFs.writeSync(fd, Buffer.from(data), 0, taken);
      }) as typeof nodeFs.writeSync;
      const { log, reader, path } = await openLog({ fs: { ...nodeFs, writeSync } });
      await log.durable(log.append({ event: 'step' }));
      box.path = path;
      await expect(log.durable(log.append({ event: 'step', detail: 'not written' }))).rejects.toThrow(
        AuditUnavailable,
      );
      box.full = false;
      box.path = null;
      expect(() => log.append({ event: 'step' })).toThrow(words);
      expect(contents(path)).toStrictEqual(box.left);
      if (!undo) return;
      undo(path);
      await log.durable(log.append({ event: 'step', detail: 'again' }));
      expect(await reader.verify()).toMatchObject({ ok: true, records: 3 });
    },
  );

  it('written to while it could not be opened again: what is there is not taken for a rest of ours', async () => {
    const { io, failSync } = watchedFs();
    const none = { left: false };
    const openSync = ((...args: Parameters<typeof nodeFs.openSync>) => {
      if (none.left) throw Object.assign(new Error('EMFILE'), { code: 'EMFILE' });
      return nodeFs.openSync(...args);
    }) as typeof nodeFs.openSync;
    const { log, path } = await openLog({ fs: { ...io, openSync } });
    await log.durable(log.append({ event: 'step' }));
    const { size } = statSync(path);
    failSync('EIO');
    none.left = true;
    await expect(log.durable(log.append({ event: 'step' }))).rejects.toThrow(AuditUnavailable);
    failSync(null);
    none.left = false;
    truncateSync(path, size);
    appendFileSync(path, 'foreign\n');
    expect(() => log.append({ event: 'step' })).toThrow(/by another program/);
    expect(readFileSync(path, 'utf8')).toMatch(/foreign\n$/);
  });

  it('replaced by its own copy while the sync is under way: the next start claims nothing that is not so', async () => {
    const { io } = watchedFs();
    const box: { path: string } = { path: '' };
    const fdatasync = ((fd, done) =>
      io.fdatasync(fd, (error) => {
        if (box.path) {
          copyFileSync(box.path, `${box.path}.new`);
          renameSync(`${box.path}.new`, box.path);
          box.path = '';
        }
        done(error);
      })) as typeof io.fdatasync;
    const { log, path, dir } = await openLog({ fs: { ...io, fdatasync } });
    await log.durable(log.append({ event: 'step' }));
    box.path = path;
    await expect(log.durable(log.append({ event: 'step' }))).rejects.toThrow(/was replaced/);
    await log.close();
    const again = await openLog({ dir });
    expect(again.recovery.tampering).toBeNull();
    await again.log.close();
    expect(verifyLog({ dir })).toMatchObject({ ok: true });
  });

  it.each<[string, (path: string) => void]>([
    ['a line', (path) => appendFileSync(path, 'foreign\n')],
    ['more than a memory holds', (path) => truncateSync(path, statSync(path).size + 2 ** 40)],
  ])('written to while the sync is under way, %s: what is there stays as it is', async (_name, change) => {
    const { io } = watchedFs();
    const box: { path: string; size: number } = { path: '', size: 0 };
    const fdatasync = ((fd, done) =>
      io.fdatasync(fd, (error) => {
        if (box.path) {
          change(box.path);
          box.size = statSync(box.path).size;
        }
        done(error);
      })) as typeof io.fdatasync;
    const { log, path } = await openLog({ fs: { ...io, fdatasync } });
    await log.durable(log.append({ event: 'step' }));
    box.path = path;
    await expect(log.durable(log.append({ event: 'step' }))).rejects.toThrow(/by another program/);
    expect(() => log.append({ event: 'step' })).toThrow(/by another program/);
    expect(statSync(path).size).toBe(box.size);
  });

  it('nothing is written at all behind what was there a while before', async () => {
    const writes = { count: 0 };
    const writeSync = ((...args: Parameters<typeof nodeFs.writeSync>) => {
      writes.count++;
      return nodeFs.writeSync(...args);
    }) as typeof nodeFs.writeSync;
    const { log, path } = await openLog({ fs: { ...nodeFs, writeSync } });
    await log.durable(log.append({ event: 'step' }));
    await new Promise((r) => setTimeout(r, 20));
    appendFileSync(path, 'foreign\n');
    const before = writes.count;
    await expect(log.durable(log.append({ event: 'step' }))).rejects.toThrow(/by another program/);
    expect(writes.count).toBe(before);
  });

  it('deleted while the sync is under way: the record does not count', async () => {
    const { io } = watchedFs();
    const box: { path: string } = { path: '' };
    const real = io.fdatasync;
    const fdatasync = ((fd, done) =>
      real(fd, (error) => {
        if (box.path) rmSync(box.path, { force: true });
        done(error);
      })) as typeof io.fdatasync;
    const { log, path } = await openLog({ fs: { ...io, fdatasync } });
    box.path = path;
    log.append({ event: 'step' });
    await expect(log.durable()).rejects.toThrow(/was deleted/);
  });
});
