import { appendFileSync, cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeFs } from '../../../src-main/audit/audit-fs.ts';
import {
  closedName,
  CURRENT,
  HEAD,
  HEAD_TYPE,
  TOMBSTONE_TYPE,
  tombstoneName,
} from '../../../src-main/audit/chain/files.mjs';
import { readStatement, writeStatement } from '../../../src-main/audit/chain/statement.mjs';
import { verifyLog } from '../../../src-main/audit/chain/verify-log.mjs';
import { SigningKey } from '../../../src-main/audit/signing-key.ts';
import { readLines, readRecords, tempDir, watchedFs } from '../../support/audit.ts';
import { forgeChain, forgedSigner, NO_RECORD } from '../../support/audit-forge.ts';
import { memoryKeyStore, signedFolder } from '../../support/audit-tamper.ts';

/* What the app sees of a change that was made while it was not running, before it signs what is there. */

type Closed = Awaited<ReturnType<typeof closedLog>>;

/** A signed log of ten records, closed in order. */
async function closedLog() {
  const folder = signedFolder();
  const { log, signing } = await folder.open();
  for (let index = 0; index < 8; index++) log.append({ event: 'step', detail: index });
  await log.close();
  const { dir } = folder;
  return { ...folder, path: join(dir, CURRENT), head: join(dir, HEAD), key: signing().fingerprint ?? '' };
}

const headOf = (dir: string) =>
  readStatement(readFileSync(join(dir, HEAD), 'utf8'), HEAD_TYPE)?.body as Record<string, unknown>;

/** The key's file as an earlier version of the app has written it. */
function asVersion1({ keyPath, store }: Closed, used: boolean): void {
  const file = JSON.parse(readFileSync(keyPath, 'utf8')) as { public: string; private: string };
  const { key } = JSON.parse(store.unwrap(Buffer.from(file.private, 'base64'))) as { key: string };
  const wrapped = store.wrap(key).toString('base64');
  writeFileSync(keyPath, JSON.stringify({ version: 1, public: file.public, private: wrapped, used }));
}

const cut = ({ path }: Closed): void => writeFileSync(path, `${readLines(path).slice(0, -4).join('\n')}\n`);
const forge = ({ path }: Closed): string => {
  const { text, hash } = forgeChain(1, 30, NO_RECORD);
  writeFileSync(path, text);
  return hash;
};
/** The head as it is after a crash: signed, and it does not say that the log ended there. */
async function reopenHead(log: Closed): Promise<void> {
  const { log: opened } = await log.open();
  const head = readFileSync(log.head);
  await opened.close();
  writeFileSync(log.head, head);
}

describe('a start finds', () => {
  const changes: Record<string, { change: (log: Closed) => void | Promise<void>; found: object }> = {
    'a cut-off end with its head deleted': {
      change: (log) => {
        cut(log);
        rmSync(log.head);
      },
      found: { kind: 'head_mismatch', message: expect.stringMatching(/signed head .* is gone/) as unknown },
    },
    'the same, and the key’s file of an earlier version made to say that it was never used': {
      change: (log) => {
        asVersion1(log, false);
        cut(log);
        rmSync(log.head);
      },
      found: { kind: 'head_mismatch', message: expect.stringMatching(/is gone/) as unknown },
    },
    'a log forged as a whole with its head deleted': {
      change: (log) => {
        forge(log);
        rmSync(log.head);
      },
      found: { kind: 'head_mismatch', message: expect.stringMatching(/is gone/) as unknown },
    },
    'the same with a head that is not signed': {
      change: (log) => {
        const body = { type: HEAD_TYPE, version: 1, count: 30, hash: forge(log), ts: 1 };
        writeFileSync(log.head, writeStatement(body, null));
      },
      found: { kind: 'head_mismatch', message: expect.stringMatching(/this app's signature/) as unknown },
    },
    'all records deleted with their head': {
      change: (log) => {
        rmSync(log.path);
        rmSync(log.head);
      },
      found: { kind: 'head_mismatch', message: expect.stringMatching(/is gone/) as unknown },
    },
    'a log forged as a whole with the key’s file and the head deleted': {
      change: (log) => {
        forge(log);
        rmSync(log.head);
        rmSync(log.keyPath);
      },
      found: { kind: 'head_mismatch', message: expect.stringMatching(/is gone/) as unknown },
    },
    'a log forged as a whole, with a head of the forger’s key, and the key’s file deleted': {
      change: (log) => {
        const body = { type: HEAD_TYPE, version: 1, count: 30, hash: forge(log), ts: 1, closed: true };
        writeFileSync(log.head, writeStatement(body, forgedSigner()));
        rmSync(log.keyPath);
      },
      found: {
        kind: 'head_mismatch',
        message: expect.stringMatching(/does not have: another log/) as unknown,
      },
    },
    'a log forged as a whole behind a forged note of a removal': {
      change: (log) => {
        const hash = 'ab'.repeat(32);
        const body = {
          type: TOMBSTONE_TYPE,
          segment: closedName(1),
          first_seq: 1,
          last_seq: 40,
          prev_hash: NO_RECORD,
        };
        writeFileSync(join(log.dir, tombstoneName(1)), writeStatement({ ...body, last_hash: hash }, null));
        writeFileSync(log.path, forgeChain(41, 9, hash).text);
      },
      found: { kind: 'head_mismatch', seq: 10, message: expect.stringMatching(/not there/) as unknown },
    },
    'a log forged as a whole, and far longer than what is read at a start': {
      change: async (log) => {
        await reopenHead(log);
        const detail = { what: 'started', pad: 'x'.repeat(100_000) };
        writeFileSync(log.path, forgeChain(1, 200, NO_RECORD, () => ({ event: 'app', detail })).text);
      },
      found: { kind: 'head_mismatch', seq: 10, message: expect.stringMatching(/not the one/) as unknown },
    },
    'records added behind an end that was in order': {
      change: ({ path }) => {
        const last = readRecords(path).at(-1);
        appendFileSync(path, forgeChain(11, 3, last?.hash ?? '').text);
      },
      found: {
        kind: 'head_mismatch',
        seq: 11,
        message: expect.stringMatching(/Records 11 to 13/) as unknown,
      },
    },
  };

  it.each(Object.entries(changes))(
    '%s, and writes it down before it signs',
    async (_name, { change, found }) => {
      const log = await closedLog();
      await change(log);
      const { recovery, reader, log: opened } = await log.open();
      expect(recovery.tampering).toMatchObject(found);
      await opened.close();
      const report = verifyLog({ dir: log.dir });
      expect(report).toMatchObject({ ok: false, signed: true });
      expect(report.problems).toContainEqual(
        expect.objectContaining({ message: expect.stringMatching(/found this at a start/) as unknown }),
      );
      const again = await log.open();
      expect(again.recovery.tampering).toBeNull();
      expect(reader).not.toBe(again.reader);
    },
  );

  it('and does not sign what it could not write down', async () => {
    const log = await closedLog();
    cut(log);
    const head = readFileSync(log.head);
    const { io, failSync } = watchedFs();
    failSync('ENOSPC');
    const { log: opened, recovery } = await log.open({ fs: io });
    expect(recovery).toMatchObject({ tampering: { kind: 'truncated' } });
    await opened.close();
    expect(readFileSync(log.head).equals(head)).toBe(true);
    expect((await log.open()).recovery.tampering).toMatchObject({ kind: 'truncated' });
  });
});

describe('nothing is found', () => {
  it('after an app that was killed, at whatever moment', async () => {
    const log = await closedLog();
    const moments: string[] = [];
    const snapshot = (): void => {
      const copy = tempDir();
      cpSync(log.data, copy, { recursive: true });
      rmSync(join(copy, 'logs', 'tools_audit.lock'), { force: true });
      moments.push(copy);
    };
    const writeSync = ((...args: Parameters<typeof nodeFs.writeSync>) => {
      const written = nodeFs.writeSync(...args);
      snapshot();
      return written;
    }) as typeof nodeFs.writeSync;
    const { log: opened } = await log.open({ fs: { ...nodeFs, writeSync } });
    snapshot();
    await opened.durable(opened.append({ event: 'step' }));
    snapshot();
    await opened.close();
    expect(moments.length).toBeGreaterThan(3);
    for (const data of moments) {
      expect(headOf(join(data, 'logs'))).toMatchObject({ closed: false, count: 10 });
      const again = await log.open({
        dir: join(data, 'logs'),
        signing: { keyPath: join(data, 'audit-key.json'), store: log.store },
      });
      expect(again.recovery).toMatchObject({ tampering: null, damaged: null });
      await again.log.close();
      expect(verifyLog({ dir: join(data, 'logs'), key: log.key })).toMatchObject({ ok: true, signed: true });
    }
  });

  it('at the first start of all, and after a key was made and not used', async () => {
    const folder = signedFolder();
    const key = new SigningKey(folder.keyPath, folder.store);
    expect(key.signer(() => undefined)?.fingerprint).toBe(key.fingerprint);
    expect(new SigningKey(folder.keyPath, folder.store).mustHaveSigned()).toBe(false);
    const { recovery, log, signing } = await folder.open();
    expect(recovery.tampering).toBeNull();
    expect(headOf(folder.dir)).toMatchObject({ count: 0, closed: false });
    await log.close();
    expect(signing()).toMatchObject({ signed: true, fingerprint: key.fingerprint });
    expect(headOf(folder.dir)).toMatchObject({ closed: true });
    expect(new SigningKey(folder.keyPath, folder.store).mustHaveSigned()).toBe(true);
    // A store that does not answer may not be taken for a no.
    expect(new SigningKey(folder.keyPath, memoryKeyStore()).mustHaveSigned()).toBe(true);
  });

  it('where the head names a record that is far from the end, in the current file or in a closed one', async () => {
    for (const segmentBytes of [Infinity, 3_000_000]) {
      const log = await closedLog();
      await reopenHead(log);
      const head = readFileSync(log.head);
      const { log: opened } = await log.open({ segmentBytes: () => segmentBytes });
      for (let index = 0; index < 400; index++)
        opened.append({ event: 'step', detail: `${index} ${' '.repeat(30_000)}` });
      await opened.close();
      writeFileSync(log.head, head);
      let bytesRead = 0;
      const readSync = ((...args: Parameters<typeof nodeFs.readSync>) => {
        const count = nodeFs.readSync(...args);
        bytesRead += count;
        return count;
      }) as typeof nodeFs.readSync;
      const { recovery } = await log.open({ fs: { ...nodeFs, readSync } });
      expect(recovery).toMatchObject({ tampering: null, damaged: null });
      // Out of more than twelve million.
      expect(bytesRead).toBeLessThan(10_500_000);
    }
  });

  it('where the key’s file is one of an earlier version', async () => {
    for (const used of [true, false]) {
      const log = await closedLog();
      asVersion1(log, used);
      const { recovery, log: opened, signing } = await log.open();
      expect(recovery.tampering).toBeNull();
      await opened.close();
      expect(signing()).toStrictEqual({ signed: true, fingerprint: log.key, problem: null });
    }
  });

  it('where a batch that failed could not be cut off before the app ended', async () => {
    const log = await closedLog();
    const { io, failSync } = watchedFs();
    let stuck = false;
    const ftruncateSync: typeof nodeFs.ftruncateSync = (fd, size) => {
      if (stuck) throw Object.assign(new Error('EIO'), { code: 'EIO' });
      nodeFs.ftruncateSync(fd, size);
    };
    const { log: opened } = await log.open({ fs: { ...io, ftruncateSync } });
    failSync('EIO');
    stuck = true;
    await expect(opened.durable(opened.append({ event: 'step' }))).rejects.toThrow(/disk reported/);
    await opened.close();
    expect(headOf(log.dir)).toMatchObject({ closed: false, count: 11 });
    expect(readRecords(log.path)).toHaveLength(12);
    expect((await log.open()).recovery.tampering).toBeNull();
  });
});

describe('behind what the head counts', () => {
  /** A log whose head counts ten records, with eight more behind it. */
  async function crashed() {
    const log = await closedLog();
    await reopenHead(log);
    const head = readFileSync(log.head);
    const { log: opened } = await log.open();
    for (let index = 0; index < 7; index++) opened.append({ event: 'step', detail: `late ${index}` });
    await opened.close();
    writeFileSync(log.head, head);
    return log;
  }

  it('every record is looked at before it is signed, not only the newest', async () => {
    const log = await crashed();
    const lines = readLines(log.path);
    const changed = lines.map((line) => line.replace('late 3', 'LATE 3'));
    const seq = lines.findIndex((line) => line.includes('late 3')) + 1;
    writeFileSync(log.path, `${changed.join('\n')}\n`);
    expect((await log.open()).recovery).toMatchObject({ tampering: null, damaged: { seq } });
    const other = await crashed();
    const removed = readLines(other.path).filter((line) => !line.includes('late 3'));
    writeFileSync(other.path, `${removed.join('\n')}\n`);
    expect((await other.open()).recovery.damaged).toMatchObject({
      message: expect.stringMatching(/follow/) as unknown,
    });
    const foreign = await crashed();
    writeFileSync(foreign.path, `${readLines(foreign.path).toSpliced(-2, 0, 'no record').join('\n')}\n`);
    expect((await foreign.open()).recovery.damaged?.message).toMatch(/no record stands before/);
  });

  it('pages that a power cut has lost in the middle end the log where they begin', async () => {
    const log = await crashed();
    const whole = readFileSync(log.path);
    const start = whole.indexOf('late 3');
    whole.fill(0, start, start + 40);
    writeFileSync(log.path, whole);
    const { recovery, reader } = await log.open();
    const lineStart = whole.lastIndexOf('\n', start) + 1;
    expect(recovery).toMatchObject({
      damaged: null,
      tampering: null,
      torn: { bytes: whole.length - lineStart },
    });
    expect(await reader.verify()).toMatchObject({ ok: true, signed: true });
  });

  it('but not far back: what one write may have had is as much as can be lost so', async () => {
    const log = await closedLog();
    await reopenHead(log);
    const head = readFileSync(log.head);
    const { log: opened } = await log.open();
    const text = 'x '.repeat(2_000);
    for (let index = 0; index < 1_500; index++)
      opened.append({ event: 'step', reason: `late ${index}`, args: { text } });
    await opened.close();
    writeFileSync(log.head, head);
    const whole = readFileSync(log.path);
    const start = whole.indexOf('late 0');
    expect(whole.length - start).toBeGreaterThan(5.5 * 1024 * 1024);
    whole.fill(0, start, start + 6);
    writeFileSync(log.path, whole);
    const { recovery } = await log.open();
    expect(recovery.torn).toBeNull();
    expect(recovery.damaged).not.toBeNull();
  });

  it('but zeros before a record that the head counts cut nothing off', async () => {
    const log = await closedLog();
    const whole = readFileSync(log.path);
    const start = whole.indexOf('"detail":3');
    whole.fill(0, start, start + 10);
    writeFileSync(log.path, whole);
    const { recovery, reader } = await log.open();
    expect(recovery).toMatchObject({ torn: null, tampering: null });
    expect((await reader.verify()).ok).toBe(false);
    expect(readdirSync(log.dir).some((name) => name.includes('torn'))).toBe(false);
  });
});
