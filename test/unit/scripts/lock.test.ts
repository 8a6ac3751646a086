import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isStale, processStart, startFromStat, withLock } from '../../../scripts/lib/lock.mjs';
import { libUrl, tempDir, until } from './support.ts';

/** Another process that takes the lock `times` times and notes when it went in and out. */
function contender(lock: string, log: string, times: number, holdMs: number): ChildProcess {
  const source = `
    import fs from 'node:fs';
    import { withLock } from ${JSON.stringify(libUrl('lock.mjs'))};
    for (let at = 0; at < ${times}; at++) {
      await withLock(${JSON.stringify(lock)}, {}, async () => {
        fs.appendFileSync(${JSON.stringify(log)}, 'in ' + process.pid + '\\n');
        await new Promise((resolve) => setTimeout(resolve, ${holdMs}));
        fs.appendFileSync(${JSON.stringify(log)}, 'out ' + process.pid + '\\n');
      });
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: 'inherit' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('close', (code) => resolve(code)));

const lines = (file: string): string[] =>
  fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n') : [];

describe('withLock', () => {
  it('lets one process in at a time', async () => {
    const folder = tempDir();
    const [lock, log] = [path.join(folder, 'a.lock'), path.join(folder, 'log')];
    const all = await Promise.all([1, 2, 3].map(() => ended(contender(lock, log, 4, 20))));
    expect(all).toEqual([0, 0, 0]);
    const seen = lines(log);
    expect(seen).toHaveLength(24);
    for (let at = 0; at < seen.length; at += 2) expect(seen[at + 1]).toBe(seen[at]?.replace('in', 'out'));
    expect(fs.readdirSync(folder)).toEqual(['log']);
  });

  it('takes over from a holder that was killed, and from one only', async () => {
    const folder = tempDir();
    const [lock, log] = [path.join(folder, 'a.lock'), path.join(folder, 'log')];
    const first = contender(lock, path.join(folder, 'first'), 1, 60_000);
    await until(() => lines(path.join(folder, 'first')).length === 1);
    first.kill('SIGKILL');
    await ended(first);
    expect(fs.existsSync(lock)).toBe(true);
    expect(await Promise.all([1, 2, 3].map(() => ended(contender(lock, log, 1, 100))))).toEqual([0, 0, 0]);
    const seen = lines(log);
    expect(seen).toHaveLength(6);
    for (let at = 0; at < 6; at += 2) expect(seen[at + 1]).toBe(seen[at]?.replace('in', 'out'));
  });

  it('waits for a living holder, says so, and gives up at the limit', async () => {
    const folder = tempDir();
    const lock = path.join(folder, 'a.lock');
    const other = contender(lock, path.join(folder, 'log'), 1, 60_000);
    await until(() => lines(path.join(folder, 'log')).length === 1);
    const waits: number[] = [];
    const work = (): never => {
      throw new Error('must not run');
    };
    await expect(withLock(lock, { limitMs: 400, onWait: (pid) => waits.push(pid) }, work)).rejects.toThrow(
      `process ${other.pid ?? ''}`,
    );
    expect(waits).toEqual([other.pid]);
  });

  it('can be stopped while it waits', async () => {
    const folder = tempDir();
    const lock = path.join(folder, 'a.lock');
    contender(lock, path.join(folder, 'log'), 1, 60_000);
    await until(() => lines(path.join(folder, 'log')).length === 1);
    const signal = AbortSignal.timeout(200);
    await expect(withLock(lock, { signal }, () => undefined)).rejects.toThrow(/timeout|abort/i);
  });

  it('is free again after work that failed', async () => {
    const lock = path.join(tempDir(), 'a.lock');
    await expect(withLock(lock, {}, () => Promise.reject(new Error('work failed')))).rejects.toThrow(
      'work failed',
    );
    expect(await withLock(lock, {}, () => 'again')).toBe('again');
  });

  it('refuses to guess about a file that is no lock', async () => {
    const lock = path.join(tempDir(), 'a.lock');
    fs.writeFileSync(lock, 'something else');
    await expect(withLock(lock, {}, () => undefined)).rejects.toThrow(/not a lock/);
    expect(fs.readFileSync(lock, 'utf8')).toBe('something else');
  });
});

describe('staleness', () => {
  const holder = { pid: 1, started: '100', token: 't', since: 0 };

  it('is a process that is gone, or another one with the same id', () => {
    expect(isStale(holder, undefined)).toBe(true);
    expect(isStale(holder, '101')).toBe(true);
    expect(isStale(holder, '100')).toBe(false);
  });

  it('is never assumed where start times are not known', () => {
    expect(isStale(holder, null)).toBe(false);
    expect(isStale({ ...holder, started: null }, '7')).toBe(false);
  });

  it('reads the start time behind any name, and takes a zombie for gone', () => {
    const rest = 'S 1 7 7 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 98765 0';
    expect(startFromStat(`7 (a) b (c) ${rest}`)).toBe('98765');
    expect(startFromStat(`7 (sh) ${rest.replace('S', 'Z')}`)).toBeUndefined();
  });

  it('sees this process and not one that never was', () => {
    expect(processStart(process.pid)).not.toBeUndefined();
    expect(processStart(process.pid)).toBe(processStart(process.pid));
    expect(processStart(2 ** 22 + 1)).toBeUndefined();
  });
});
