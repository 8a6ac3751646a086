import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { linuxStartOf, startOf } from './process-identity.ts';

/** A process that must not outlive the app, as it is remembered on disk. */
export interface OwnedProcess {
  pid: number;
  /** What tells it from a later process of the same id; null while that is still being asked. */
  startedAt: string | null;
  /** What it is, in a word: for the record. */
  what: string;
  /** It leads a process group of its own (POSIX), which ends with it. */
  group: boolean;
}

const stored = z.array(
  z.object({
    pid: z.number().int().min(2),
    startedAt: z.string().nullable(),
    what: z.string(),
    group: z.boolean(),
  }),
);

/** Where they are remembered: `owned.json` in the data folder. */
export interface OwnedFile {
  /** null when there is no file. */
  read(): string | null;
  write(text: string): void;
}

export interface OwnedProcesses {
  /** Remembers a process that was just started. On disk when this returns. @throws the file's error */
  add(pid: number, what: string, group: boolean): void;
  /** Forgets one that has ended. */
  remove(pid: number): void;
  /**
   * Ends what an earlier app left running, only where id and start time are both as they were written down. To be called
   * once, before anything is added. One that cannot be looked at or ended is reported, and tried again at the next start.
   * @returns what was ended
   */
  endLeftovers(): Promise<OwnedProcess[]>;
}

/**
 * The processes that could outlive an app that is killed. A child that is merely killed with its parent's quit needs no
 * entry; one that goes on without its parent does.
 * @param report hears of what went wrong that nobody waits for
 */
export function createOwnedProcesses(
  file: OwnedFile,
  report: (what: string, error: unknown) => void,
): OwnedProcesses {
  const owned = new Map<number, OwnedProcess>();
  const write = (): void => file.write(JSON.stringify([...owned.values()]));

  return {
    add(pid, what, group) {
      const known = process.platform === 'linux' ? linuxStartOf(pid) : null;
      const entry = { pid, startedAt: known, what, group };
      owned.set(pid, entry);
      write();
      if (process.platform === 'linux') return;
      startOf(pid)
        .then((startedAt) => {
          if (owned.get(pid) !== entry || startedAt === null) return;
          entry.startedAt = startedAt;
          write();
        })
        .catch((error: unknown) => report(`The start time of process ${pid} is not known`, error));
    },
    remove(pid) {
      if (!owned.delete(pid)) return;
      try {
        write();
      } catch (error) {
        // It stays on disk: the next start finds that no such process runs.
        report('owned.json was not written', error);
      }
    },
    async endLeftovers() {
      const left = readLeft(file, report);
      const ended: OwnedProcess[] = [];
      for (const each of left) {
        if (each.startedAt === null || each.pid === process.pid) continue;
        try {
          if ((await startOf(each.pid)) !== each.startedAt) continue;
          await end(each);
          ended.push(each);
        } catch (error) {
          // It stays written down for the next start, and keeps neither the others from their end nor the app from starting.
          owned.set(each.pid, each);
          report(
            `Process ${each.pid} (${each.what}), which an earlier start left running, was not ended`,
            error,
          );
        }
      }
      if (left.length > 0) write();
      return ended;
    },
  };
}

/** What cannot be read names no process for certain: none is ended for it, and it is said. */
function readLeft(file: OwnedFile, report: (what: string, error: unknown) => void): OwnedProcess[] {
  try {
    const text = file.read();
    return text === null ? [] : stored.parse(JSON.parse(text));
  } catch (error) {
    report('owned.json cannot be used: what an earlier start left running is not known', error);
    return [];
  }
}

async function end({ pid, group }: OwnedProcess): Promise<void> {
  if (process.platform === 'win32') {
    const taskkill = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
    const child = spawn(taskkill, ['/PID', String(pid), '/T', '/F'], { windowsHide: true, stdio: 'ignore' });
    await new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    return;
  }
  try {
    process.kill(group ? -pid : pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
