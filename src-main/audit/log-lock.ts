import fs from 'node:fs';
import { join } from 'node:path';
import { linuxStartOf } from '../platform/process-identity.ts';
import { AuditUnavailable } from './audit-log.ts';

const NAME = 'tools_audit.lock';
/** Folders that this process holds: its own id tells nothing of two logs within it. */
const held = new Set<string>();

/** When a process started, where that can be told without asking another program; empty elsewhere. */
function startText(pid: number): string | null {
  return process.platform === 'linux' ? linuxStartOf(pid) : '';
}

/**
 * Takes the log's folder for this process, so that never two write one chain; the app's single instance is the first
 * guard, this is the one that also holds for a second program or a copy of the app. The file names a process by id and
 * start: what a killed app left behind stops nobody. Where a start cannot be told, a living process of that id does.
 * @throws AuditUnavailable when another process holds it; the file system's error
 */
export function lockLog(dir: string): () => void {
  const path = join(dir, NAME);
  for (let tries = 1; ; tries++) {
    try {
      fs.writeFileSync(path, JSON.stringify({ pid: process.pid, start: startText(process.pid) }), {
        flag: 'wx',
        mode: 0o600,
      });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = readOwner(path);
    if (tries > 3 || (owner && isAlive(owner, path))) {
      throw new AuditUnavailable(
        `The audit log in ${dir} is being written by another app${owner ? ` (process ${owner.pid})` : ''}. Close that one and try again.`,
      );
    }
    fs.rmSync(path, { force: true });
  }
  held.add(path);
  return () => {
    if (held.delete(path)) fs.rmSync(path, { force: true });
  };
}

function readOwner(path: string): { pid: number; start: string } | null {
  try {
    const value = JSON.parse(fs.readFileSync(path, 'utf8')) as { pid?: unknown; start?: unknown } | null;
    return typeof value?.pid === 'number' && typeof value.start === 'string'
      ? { pid: value.pid, start: value.start }
      : null;
  } catch (error) {
    // Gone by now, or torn by a power cut: nobody's.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function isAlive({ pid, start }: { pid: number; start: string }, path: string): boolean {
  if (pid === process.pid) return held.has(path);
  if (process.platform === 'linux') return startText(pid) === start;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
