import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeFs } from '../../../src-main/audit/audit-fs.ts';
import { closedName, CURRENT, listClosed } from '../../../src-main/audit/chain/files.mjs';
import { watchedFs } from '../../support/audit.ts';
import { signedFolder, SMALL_SEGMENT } from '../../support/audit-tamper.ts';

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

  it('whose new name could not be made safe stays the current one, and is closed later', async () => {
    const { open, dir } = signedFolder();
    const faulty = { on: false, tries: 0 };
    const fsync = ((fd, done) => {
      if (faulty.on) faulty.tries++;
      if (faulty.on) setImmediate(done, Object.assign(new Error('EIO'), { code: 'EIO' }));
      else nodeFs.fsync(fd, done);
    }) as typeof nodeFs.fsync;
    const { log, reader, segments } = await open({
      segmentBytes: () => SMALL_SEGMENT,
      fs: { ...nodeFs, fsync },
    });
    const write = () => log.durable(log.append({ event: 'step', detail: 'x'.repeat(30_000) }));
    await write();
    faulty.on = true;
    await write();
    await write();
    expect({ tries: faulty.tries > 0, closed: listClosed(dir) }).toStrictEqual({ tries: true, closed: [] });
    expect(segments().map(({ number, firstSeq }) => [number, firstSeq])).toStrictEqual([[null, 1]]);
    expect(await reader.verify()).toMatchObject({ ok: true, problems: [] });
    faulty.on = false;
    for (let index = 0; index < 40; index++) await write();
    const closed = listClosed(dir);
    expect(closed.length).toBeGreaterThan(0);
    expect(closed.map(({ name }) => name)).toStrictEqual(closed.map((_, index) => closedName(index + 1)));
    expect(await reader.verify()).toMatchObject({ ok: true, problems: [] });
  });

  it('holds up nobody while its new name is made safe, and nothing is written before it is', async () => {
    const { open, dir } = signedFolder();
    const waiting: (() => void)[] = [];
    const fsync = ((fd, done) => {
      const sync = () => nodeFs.fsync(fd, done);
      if (listClosed(dir).length > 1) sync();
      else waiting.push(sync);
    }) as typeof nodeFs.fsync;
    const { log, reader } = await open({ segmentBytes: () => SMALL_SEGMENT, fs: { ...nodeFs, fsync } });
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

  it('that is lost under both of its names is the end of writing', async () => {
    const { open } = signedFolder();
    const fsync = ((_fd, done) => {
      setImmediate(done, Object.assign(new Error('EIO'), { code: 'EIO' }));
    }) as typeof nodeFs.fsync;
    const renameSync: typeof nodeFs.renameSync = (from, to) => {
      if (String(to).endsWith(CURRENT) && !String(from).endsWith('.next'))
        throw Object.assign(new Error('EIO'), { code: 'EIO' });
      nodeFs.renameSync(from, to);
    };
    const { log } = await open({ segmentBytes: () => SMALL_SEGMENT, fs: { ...nodeFs, fsync, renameSync } });
    const write = async () => log.durable(log.append({ event: 'step', detail: 'x'.repeat(30_000) }));
    await write();
    await expect(write()).rejects.toThrow('was deleted');
    await expect(write()).rejects.toThrow('was deleted');
  });
});
