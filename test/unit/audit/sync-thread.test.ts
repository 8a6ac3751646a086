import fs, { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AuditUnavailable } from '../../../src-main/audit/audit-log.ts';
import { SyncThread } from '../../../src-main/audit/sync-thread.ts';
import { openLog, readRecords, tempDir } from '../../support/audit.ts';

const SCRIPT = resolve('src-main/audit/sync-thread.mjs');
const UP = { timeout: 20_000, interval: 5 };

/** The thread's own script with something else in the place of the call that waits for the disk. */
function scriptWith(instead: string): string {
  const path = join(tempDir(), 'thread.mjs');
  const source = readFileSync(SCRIPT, 'utf8');
  expect(source).toContain('fs.fdatasyncSync(Atomics.load(state, FD));');
  writeFileSync(path, source.replace('fs.fdatasyncSync(Atomics.load(state, FD));', instead));
  return path;
}

/** A thread that is up, and a file. */
async function started(script = SCRIPT, limits: { hold?: number; within?: number; idle?: number } = {}) {
  let plain = 0;
  // Quick on every machine: how long the disk takes is nothing that these tests are about.
  const fdatasync = ((_fd, done) => {
    plain++;
    setImmediate(done, null);
  }) as typeof fs.fdatasync;
  const thread = new SyncThread(script, { fdatasync }, limits);
  onTestFinished(() => thread.end());
  const fd = openSync(join(tempDir(), 'file'), 'a');
  const sync = (of = fd): Promise<Error | null> => new Promise((done) => thread.sync(of, done));
  // It is begun only where records come one after another.
  const up = async (): Promise<void> => {
    while (!thread.isUp) {
      await sync();
      await turn();
    }
    plain = 0;
  };
  return { thread, fd, sync, up, plain: () => plain };
}

describe('the thread that waits for the disk', () => {
  it('is there only while records come one after another', async () => {
    const { thread, sync, up, plain } = await started(SCRIPT, { within: 100, idle: 300 });
    for (let count = 0; count < 20; count++) {
      expect(await sync()).toBeNull();
      await sleep(20);
    }
    await sleep(300);
    expect({ up: thread.isUp, plain: plain() }).toStrictEqual({ up: false, plain: 20 });
    await up();
    expect(await sync()).toBeNull();
    await expect.poll(() => thread.isUp, UP).toBe(false);
    expect(await sync()).toBeNull();
    expect(plain()).toBeGreaterThan(0);
  });

  it('does what it is asked, and nothing else, when it is there again', async () => {
    const marks = join(tempDir(), 'marks');
    writeFileSync(marks, '');
    const marking = `fs.appendFileSync(${JSON.stringify(marks)}, '.'); fs.fdatasyncSync(Atomics.load(state, FD));`;
    const { thread, sync, up, plain } = await started(scriptWith(marking), { hold: 20_000, idle: 1_000 });
    let asked = 0;
    for (let round = 0; round < 3; round++) {
      await up();
      // By then it has looked for what there is to do.
      await sleep(50);
      for (let count = 0; count < 5; count++) expect(await sync()).toBeNull();
      asked += 5;
      expect(plain()).toBe(0);
      await expect.poll(() => thread.isUp, UP).toBe(false);
    }
    expect(readFileSync(marks, 'utf8')).toHaveLength(asked);
  });

  it('answers each request, in whatever way, once', async () => {
    const { thread, fd, up } = await started();
    await up();
    for (let count = 0; count < 300; count++) {
      const answers: (Error | null)[] = [];
      writeSync(fd, 'a line\n');
      await new Promise<void>((done) => {
        thread.sync(fd, (error) => {
          answers.push(error);
          done();
        });
      });
      if (count % 10 === 0) await turn();
      expect(answers).toStrictEqual([null]);
    }
  });

  it('holds nobody up for longer than a moment, and says that it is done only when it is', async () => {
    const marker = join(tempDir(), 'synced');
    const slow = `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300); fs.writeFileSync(${JSON.stringify(marker)}, '');`;
    const { thread, fd, up } = await started(scriptWith(slow));
    await up();
    let answered: boolean | null = null;
    thread.sync(fd, () => (answered = fs.existsSync(marker)));
    // It went on while the disk was not done.
    expect({ answered, synced: fs.existsSync(marker) }).toStrictEqual({ answered: null, synced: false });
    await expect.poll(() => answered, UP).toBe(true);
  });

  it('is not believed what it says of another request', async () => {
    const marker = join(tempDir(), 'synced');
    const late = `parentPort.postMessage(done); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300); fs.writeFileSync(${JSON.stringify(marker)}, '');`;
    const { thread, fd, up } = await started(scriptWith(late));
    await up();
    const synced = await new Promise((done) => thread.sync(fd, () => done(fs.existsSync(marker))));
    expect(synced).toBe(true);
  });

  it('is waited for only for a while in one turn of the event loop', async () => {
    // A disk that is never slow, on a machine that is never busy.
    const { thread, fd, up } = await started(scriptWith(''), { hold: 20_000 });
    await up();
    await turn();
    const from = performance.now();
    const answered = { last: 0 };
    let asked = 0;
    do {
      const request = ++asked;
      thread.sync(fd, () => (answered.last = request));
    } while (answered.last === asked && performance.now() - from < 5_000);
    expect(answered.last).toBe(asked - 1);
    await expect.poll(() => answered.last, UP).toBe(asked);
  });

  it('says what went wrong', async () => {
    const { fd, sync, up } = await started();
    await up();
    closeSync(fd);
    expect(await sync()).toMatchObject({ code: 'EBADF', syscall: 'fdatasync' });
  });

  it('that ends in the middle of a request leaves it to the usual way', async () => {
    const { thread, sync, up, plain } = await started(scriptWith('process.exit(1);'));
    await up();
    expect(await sync()).toBeNull();
    expect({ plain: plain(), up: thread.isUp }).toStrictEqual({ plain: 1, up: false });
  });

  it('that cannot be started is done without', async () => {
    const { thread, sync } = await started(join(tempDir(), 'none.mjs'));
    for (let count = 0; count < 30; count++) expect(await sync()).toBeNull();
    await turn();
    expect(thread.isUp).toBe(false);
  });
});

describe('a log that uses it', () => {
  /** Records one after another, for so long. */
  async function writeFor(ms: number, { log }: Awaited<ReturnType<typeof openLog>>): Promise<number> {
    let count = 0;
    for (const from = performance.now(); performance.now() - from < ms; count++)
      await log.durable(log.append({ event: 'step', detail: count }));
    return count;
  }

  it('writes as without', async () => {
    const opened = await openLog({ syncThread: SCRIPT });
    const written = await writeFor(500, opened);
    await opened.log.close();
    const records = readRecords(opened.path);
    expect(records.slice(1).map(({ detail }) => detail)).toStrictEqual([...Array(written).keys()]);
  });

  it('hears of a disk that fails', async () => {
    const fault = "throw Object.assign(new Error('EIO'), { errno: -5 });";
    const opened = await openLog({ syncThread: scriptWith(fault), segmentBytes: () => Infinity });
    await expect(writeFor(20_000, opened)).rejects.toThrow(AuditUnavailable);
    const records = readRecords(opened.path);
    expect(records.map(({ seq }) => seq)).toStrictEqual(records.map((_, index) => index + 1));
  });
});
