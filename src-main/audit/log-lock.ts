import fs from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { linuxStartOf } from '../platform/process-identity.ts';
import { AuditUnavailable } from './audit-log.ts';

const NAME = 'tools_audit.lock';
/** Folders that this process holds: its own id tells nothing of two logs within it. */
const held = new Set<string>();
let made = 0;

/** What the system says of processes. */
export interface LockSystem {
  /** When a process started, where that can be told without asking another program; null: there is none, '': not told. */
  startOf: (pid: number) => string | null;
  isRunning: (pid: number) => boolean;
  /** When the system was started, epoch milliseconds, by the clock as it is now. */
  bootedAt: () => number;
}

const thisSystem: LockSystem = {
  startOf: (pid) => (process.platform === 'linux' ? linuxStartOf(pid) : ''),
  isRunning(pid) {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  },
  bootedAt: () => Date.now() - os.uptime() * 1000,
};

/** The two clocks that tell when the system was started may differ by some seconds. */
const BOOT_SLACK_MS = 60_000;

interface Owner {
  pid: number;
  start: string;
}

/**
 * Takes the log's folder for this process, so that never two write one chain; the app's single instance is the first
 * guard, this is the one that also holds for a second program or a copy of the app. The file names a process by id and
 * start: what a killed app left behind stops nobody. Where a start cannot be told, a living process of that id does, unless
 * the file is older than the system's own start.
 *
 * It is written under a name of its own and then linked into its place, so that nobody ever finds one without an owner; and
 * one that is nobody's is first moved away, so that of two who find it only one gets it.
 * @throws AuditUnavailable when another process holds it; the file system's error
 */
export function lockLog(dir: string, system = thisSystem): () => void {
  const path = join(dir, NAME);
  const own = `${path}.${process.pid}.${(made += 1)}.tmp`;
  const text = JSON.stringify({ pid: process.pid, start: system.startOf(process.pid) });
  try {
    fs.rmSync(own, { force: true });
    fs.writeFileSync(own, text, { flag: 'wx', mode: 0o600 });
    for (let tries = 1; !putInPlace(own, path); tries++) {
      const found = read(path);
      if (found === null) continue;
      const owner = ownerIn(found);
      if (tries > 3 || (owner && isAlive(owner, path, system))) {
        throw new AuditUnavailable(
          `The audit log in ${dir} is being written by another app${owner ? ` (process ${owner.pid})` : ''}. Close that one and try again.`,
        );
      }
      moveAway(path, `${own}.old`, found);
    }
  } finally {
    fs.rmSync(own, { force: true });
  }
  held.add(path);
  return () => {
    if (held.delete(path) && read(path) === text) fs.rmSync(path, { force: true });
  };
}

/** Whether it was put there; not where there is one already. */
function putInPlace(own: string, path: string): boolean {
  try {
    fs.linkSync(own, path);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!NO_LINKS.has(code)) throw error;
  }
  try {
    // A disk that knows no links (exFAT): a moment without an owner cannot be avoided there.
    fs.copyFileSync(own, path, fs.constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK']);

/** Moves a lock that is nobody's out of the way; one that another process has put there meanwhile is put back. */
function moveAway(path: string, aside: string, found: string): void {
  try {
    fs.renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (read(aside) !== found) putInPlace(aside, path);
  fs.rmSync(aside, { force: true });
}

function read(path: string): string | null {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** null: torn by a power cut, nobody's. */
function ownerIn(text: string): Owner | null {
  try {
    const value = JSON.parse(text) as { pid?: unknown; start?: unknown } | null;
    return typeof value?.pid === 'number' && typeof value.start === 'string'
      ? { pid: value.pid, start: value.start }
      : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isAlive({ pid, start }: Owner, path: string, system: LockSystem): boolean {
  if (pid === process.pid) return held.has(path);
  const startNow = system.startOf(pid);
  if (startNow !== '') return startNow === start;
  const written = fs.lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return written >= system.bootedAt() - BOOT_SLACK_MS && system.isRunning(pid);
}
