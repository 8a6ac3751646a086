import { readFileSync } from 'node:fs';
import { open as openFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AuditUnavailable } from '../../../src-main/audit/audit-log.ts';
import { nodeFs } from '../../../src-main/audit/audit-fs.ts';
import { closedName, CURRENT, listClosed } from '../../../src-main/audit/chain/files.mjs';
import { watchedFs } from '../../support/audit.ts';
import { signedFolder, SMALL_SEGMENT } from '../../support/audit-tamper.ts';

/** Puts `sync` in the place of what makes a folder's names safe; it is handed the real one. */
async function syncFoldersBy(sync: (real: () => Promise<void>) => Promise<void>): Promise<void> {
  const any = await openFile('.', 'r');
  const prototype = Object.getPrototypeOf(any) as FileHandle;
  await any.close();
  const real = Object.getOwnPropertyDescriptor(prototype, 'sync')?.value as FileHandle['sync'];
  const spy = vi.spyOn(prototype, 'sync').mockImplementation(function (this: FileHandle) {
    return sync(() => real.call(this));
  });
  onTestFinished(() => spy.mockRestore());
}

describe('a file that has its size', () => {
  it('that cannot be closed goes on growing, and is closed later', async () => {
    const { open, dir } = signedFolder();
    let full = true;
    const openSync: typeof nodeFs.openSync = (path, ...rest) => {
      if (full && String(path).endsWith('.next'))
        throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      return nodeFs.openSync(path, ...rest);
    };
    const { log, reader } = await open({
      segmentBytes: () => SMALL_SEGMENT,
      fs: { ...watchedFs().io, openSync },
    });
    const write = () => log.durable(log.append({ event: 'step', detail: 'x'.repeat(30_000) }));
    await write();
    await write();
    expect(listClosed(dir)).toHaveLength(0);
    full = false;
    for (let index = 0; index < 40; index++) await write();
    expect(listClosed(dir).length).toBeGreaterThan(0);
    expect(await reader.verify()).toMatchObject({ ok: true });
  });

  it('takes no record while the new one’s name cannot be made safe', async () => {
    const { open, dir } = signedFolder();
    const faulty = { on: false };
    await syncFoldersBy((real) =>
      faulty.on ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' })) : real(),
    );
    const { log, reader } = await open({ segmentBytes: () => SMALL_SEGMENT });
    const write = async (what: string) =>
      log.durable(log.append({ event: 'step', detail: what.repeat(30_000) }));
    await write('a');
    faulty.on = true;
    await expect(write('b')).rejects.toThrow(AuditUnavailable);
    await expect(write('c')).rejects.toThrow(AuditUnavailable);
    // What the log itself wanted to say, as early as it could.
    await expect(log.durable()).rejects.toThrow(AuditUnavailable);
    expect(readFileSync(join(dir, CURRENT))).toHaveLength(0);
    faulty.on = false;
    expect(await reader.verify()).toMatchObject({ ok: true, problems: [] });
    for (const what of 'defghi') await write(what);
    const closed = listClosed(dir);
    expect(closed.map(({ name }) => name)).toStrictEqual(closed.map((_, index) => closedName(index + 1)));
    expect(await reader.verify()).toMatchObject({ ok: true, problems: [] });
    const { entries } = await reader.query({ events: ['step'], order: 'asc' });
    expect(entries.map(({ detail }) => JSON.stringify(detail)[1]).join('')).toBe('adefghi');
  });

  it('holds up nobody while its new name is made safe, and nothing is written before it is', async () => {
    const { open, dir } = signedFolder();
    const waiting: (() => void)[] = [];
    await syncFoldersBy(async (real) => {
      if (listClosed(dir).length === 1) await new Promise<void>((go) => waiting.push(go));
      await real();
    });
    const { log, reader } = await open({ segmentBytes: () => SMALL_SEGMENT });
    const write = (what: string) => log.durable(log.append({ event: 'step', detail: what.repeat(30_000) }));
    await write('a');
    const written: string[] = [];
    const later = Promise.all(['b', 'c'].map((what) => write(what).then(() => written.push(what))));
    await expect.poll(() => waiting.length).toBe(1);
    const [closed] = listClosed(dir);
    const size = () => readFileSync(join(dir, CURRENT)).length;
    expect({ closed: closed?.name, size: size(), written }).toStrictEqual({
      closed: closedName(1),
      size: 0,
      written: [],
    });
    // What was acknowledged can be read meanwhile.
    const { entries } = await reader.query({ limit: 10 });
    expect(entries.map(({ detail }) => detail)).toContain('a'.repeat(30_000));
    waiting.shift()?.();
    await later;
    expect(written).toStrictEqual(['b', 'c']);
    expect(size()).toBeGreaterThan(0);
    expect(await reader.verify()).toMatchObject({ ok: true, problems: [] });
  });
});
