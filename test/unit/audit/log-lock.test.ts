import fs, { existsSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { lockLog, type LockSystem } from '../../../src-main/audit/log-lock.ts';
import { tempDir } from '../../support/audit.ts';

/** Another process than this one. */
const OTHER = process.pid + 1;

/** A system that cannot say when a process started, as macOS and Windows. */
const coarse = (more: Partial<LockSystem> = {}): LockSystem => ({
  startOf: () => '',
  isRunning: () => false,
  bootedAt: () => Date.now() - 3_600_000,
  ...more,
});
const lockOf = (pid: number, start = ''): string => JSON.stringify({ pid, start });

function folder(text?: string) {
  const dir = tempDir();
  const path = join(dir, 'tools_audit.lock');
  if (text !== undefined) writeFileSync(path, text);
  return { dir, path };
}

describe('the lock of a log', () => {
  it('has its owner in it from the first moment on', () => {
    const { dir, path } = folder();
    const seen: string[] = [];
    const link = vi.spyOn(fs, 'linkSync').mockImplementation((from, to) => {
      seen.push(existsSync(path) ? 'there already' : readFileSync(from, 'utf8'));
      fs.copyFileSync(from, to);
    });
    onTestFinished(() => link.mockRestore());
    const unlock = lockLog(dir);
    expect(seen).toStrictEqual([readFileSync(path, 'utf8')]);
    expect(JSON.parse(seen[0] ?? '')).toMatchObject({ pid: process.pid });
    unlock();
    expect(readdirSync(dir)).toStrictEqual([]);
  });

  it('works on a disk that knows no links', () => {
    const { dir, path } = folder();
    const link = vi.spyOn(fs, 'linkSync').mockImplementation(() => {
      throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
    });
    onTestFinished(() => link.mockRestore());
    const unlock = lockLog(dir);
    expect(() => lockLog(dir)).toThrow(/another app/);
    unlock();
    expect(existsSync(path)).toBe(false);
  });

  it('that nobody holds is taken over: of a process that has ended, or torn by a power cut', () => {
    for (const text of [lockOf(OTHER), '', '{"pid":']) {
      const { dir, path } = folder(text);
      const unlock = lockLog(dir, coarse());
      expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
      unlock();
      expect(readdirSync(dir)).toStrictEqual([]);
    }
  });

  it('that another process took over first is left to that one', () => {
    const { dir, path } = folder(lockOf(OTHER));
    const isRunning = (pid: number): boolean => {
      if (pid !== OTHER) return true;
      // Right after this process has found the old one, and before it moves it away.
      writeFileSync(path, lockOf(OTHER + 1));
      return false;
    };
    expect(() => lockLog(dir, coarse({ isRunning }))).toThrow(new RegExp(`process ${OTHER + 1}`));
    expect(readFileSync(path, 'utf8')).toBe(lockOf(OTHER + 1));
    expect(readdirSync(dir)).toStrictEqual(['tools_audit.lock']);
  });

  it('is not taken from a living process; where only its id is known, unless the system was started since', () => {
    const { dir, path } = folder(lockOf(OTHER));
    const system = coarse({ isRunning: () => true });
    expect(() => lockLog(dir, system)).toThrow(/another app/);
    utimesSync(path, new Date(), new Date(Date.now() - 7_200_000));
    lockLog(dir, system)();
    const other = folder(lockOf(OTHER, 'then'));
    expect(() => lockLog(other.dir, coarse({ startOf: () => 'then' }))).toThrow(/another app/);
    lockLog(other.dir, coarse({ startOf: () => 'now', isRunning: () => true }))();
  });

  it('is not removed when it has become somebody else’s', () => {
    const { dir, path } = folder();
    const unlock = lockLog(dir);
    writeFileSync(path, lockOf(OTHER));
    unlock();
    expect(readFileSync(path, 'utf8')).toBe(lockOf(OTHER));
  });
});
