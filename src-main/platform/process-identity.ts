import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/*
 * What tells one process from a later one that was given the same id: when it started. The text means nothing but to be
 * compared with another one of the same system.
 */

const LIMIT_MS = 10_000;
const run = promisify(execFile);

/**
 * When the process of this id started, or null when there is none. On Linux the answer comes without asking another
 * program (proc(5)); macOS and Windows are asked through their own tools, by full path.
 * @throws Error when the system's tool cannot be run
 */
export async function startOf(pid: number): Promise<string | null> {
  switch (process.platform) {
    case 'linux':
      return linuxStartOf(pid);
    case 'win32': {
      const root = process.env['SystemRoot'] ?? 'C:\\Windows';
      const powershell = join(root, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe');
      const ask = `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CreationDate.ToFileTimeUtc()`;
      return parseCreation(await output(powershell, ['-NoProfile', '-NonInteractive', '-Command', ask]));
    }
    default:
      return parseLstart(await output('/bin/ps', ['-o', 'lstart=', '-p', String(pid)]));
  }
}

/** The same on Linux, at once. */
export function linuxStartOf(pid: number): string | null {
  try {
    const ticks = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    // Ticks count from the boot: after another one the same number means another moment.
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return ticks === null ? null : `${boot} ${ticks}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}

/** The process group that a process of Linux is in, by its leader's id; null where there is no such process. */
export function linuxGroupOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 5; the program's name before it may hold anything.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[5 - 3]);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}

/** Field 22 of `/proc/<pid>/stat`; null for a process that has ended and only waits to be reaped. */
export function parseStat(stat: string): string | null {
  // The second field is the program's name in parentheses, and may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const ticks = fields[22 - 3];
  if (state === undefined || 'ZX'.includes(state) || ticks === undefined || !/^\d+$/.test(ticks)) return null;
  return ticks;
}

/** `ps -o lstart=`: `Mon Nov 23 08:21:52 2026`, nothing when there is no such process. */
export function parseLstart(text: string): string | null {
  const words = text.trim().replace(/\s+/g, ' ');
  return words === '' ? null : words;
}

/** `ToFileTimeUtc`: units of 100 ns since 1601. Nothing, or an error's words, when there is no such process. */
export function parseCreation(text: string): string | null {
  return /^\d{10,20}$/.exec(text.trim())?.[0] ?? null;
}

async function output(program: string, args: string[]): Promise<string> {
  try {
    return (
      await run(program, args, { timeout: LIMIT_MS, windowsHide: true, env: { ...process.env, LC_ALL: 'C' } })
    ).stdout;
  } catch (error) {
    // Both tools exit with 1 when there is no such process.
    if ((error as { code?: unknown }).code === 1) return '';
    throw error;
  }
}
