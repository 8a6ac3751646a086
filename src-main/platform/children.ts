import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { OwnedProcesses } from './owned-processes.ts';
import { linuxGroupOf } from './process-identity.ts';

/** How long a killed child may take to end before `dispose` calls it stuck, in milliseconds. */
const DISPOSE_LIMIT_MS = 5_000;

export interface OwnOptions {
  /** Aborting it ends the child. */
  signal?: AbortSignal;
  /**
   * End everything that the child started as well. On POSIX the child must have been spawned with `detached: true`, which
   * makes it the leader of its own process group.
   */
  group?: boolean;
  /** First ask (SIGTERM), and kill only after this many milliseconds. Without it the child is killed at once. */
  graceMs?: number;
  /**
   * What it is, in a word, for a child that could outlive a killed app: it is remembered on disk from its first moment to
   * its end, and ended at the next start if need be.
   */
  outlives?: string;
}

export interface OwnedChild {
  readonly pid: number | undefined;
  /** Ends the child (and its group); returns at once. Safe to call again and after its end. */
  kill(): void;
  /** Resolves when the process is gone, however it ended. */
  readonly ended: Promise<void>;
}

/**
 * The owner of child processes: whatever is spawned is handed to it, and none outlives it. It starts nothing itself, so
 * that any library's children can be owned too.
 */
export interface ChildOwner {
  /** Children that are still running. */
  readonly size: number;
  /** A child handed over after `dispose`, or with an aborted signal, is killed at once. */
  own(child: ChildProcess, options?: OwnOptions): OwnedChild;
  /** Whether a process is a child that is still running, or (told on Linux only) is in the group of one that is owned with it. */
  owns(pid: number): boolean;
  /**
   * Ends every child and resolves when all are gone.
   * @throws Error naming the process ids that did not end within five seconds.
   */
  dispose(): Promise<void>;
}

/** Sends `signal` to a process or, with `group`, to everything that it started. A process already gone is no error. */
function send(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL', group: boolean): void {
  if (child.pid === undefined) return;
  if (!group) {
    child.kill(signal);
    return;
  }
  if (process.platform === 'win32') {
    // Windows has no process groups; taskkill walks the tree of parents. By full path: never one from the current folder.
    const taskkill = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
    spawn(taskkill, ['/PID', String(child.pid), '/T', '/F'], { windowsHide: true, stdio: 'ignore' })
      // Without taskkill the leader at least must go.
      .on('error', () => child.kill('SIGKILL'));
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** @param lasting where children that could outlive the app are remembered; without it none may say that it could */
export function createChildOwner(lasting?: OwnedProcesses): ChildOwner {
  const running = new Map<ChildProcess, OwnedChild>();
  /** Process ids of those that are owned with all they started. */
  const leaders = new Set<number>();
  let disposed = false;

  function own(child: ChildProcess, options: OwnOptions = {}): OwnedChild {
    const { signal, group = false, graceMs, outlives } = options;
    if (child.exitCode !== null || child.signalCode !== null) {
      return { pid: child.pid, kill: () => undefined, ended: Promise.resolve() };
    }
    let timer: NodeJS.Timeout | undefined;

    const kill = (): void => {
      if (!running.has(child) || timer !== undefined) return;
      if (graceMs === undefined) {
        send(child, 'SIGKILL', group);
        return;
      }
      send(child, 'SIGTERM', group);
      timer = setTimeout(() => send(child, 'SIGKILL', group), graceMs);
    };

    const ended = new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', kill);
        // What the leader left behind in its group has no owner any more.
        if (group && process.platform !== 'win32') send(child, 'SIGKILL', true);
        running.delete(child);
        if (child.pid !== undefined) leaders.delete(child.pid);
        if (outlives !== undefined && child.pid !== undefined) lasting?.remove(child.pid);
        resolve();
      };
      child.once('exit', end);
      // A failed spawn has no exit. An error of a running child (a signal that could not be sent) is not its end.
      child.on('error', () => {
        if (child.pid === undefined) end();
      });
    });

    const owned: OwnedChild = { pid: child.pid, kill, ended };
    running.set(child, owned);
    if (group && child.pid !== undefined) leaders.add(child.pid);
    if (outlives !== undefined && child.pid !== undefined) remember(child.pid, outlives, group, kill);
    signal?.addEventListener('abort', kill);
    if (disposed || signal?.aborted === true) kill();
    return owned;
  }

  /** A child that cannot be remembered must not go on. @throws the file's error */
  function remember(pid: number, what: string, group: boolean, kill: () => void): void {
    try {
      if (!lasting) throw new Error('This owner remembers no children.');
      lasting.add(pid, what, group);
    } catch (error) {
      kill();
      throw error;
    }
  }

  return {
    get size() {
      return running.size;
    },
    own,
    owns(pid) {
      if ([...running.keys()].some((child) => child.pid === pid)) return true;
      if (leaders.size === 0 || process.platform !== 'linux') return false;
      const leader = linuxGroupOf(pid);
      return leader !== null && leaders.has(leader);
    },
    async dispose() {
      disposed = true;
      const owned = [...running.values()];
      for (const child of owned) child.kill();
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, DISPOSE_LIMIT_MS);
      });
      await Promise.race([Promise.all(owned.map((child) => child.ended)), limit]);
      clearTimeout(timer);
      if (running.size > 0) {
        const pids = [...running.keys()].map((child) => child.pid).join(', ');
        throw new Error(`Child processes did not end within ${DISPOSE_LIMIT_MS / 1000} s: ${pids}.`);
      }
    },
  };
}
