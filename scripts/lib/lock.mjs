// @ts-check
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from './errors.mjs';
import { isRecord, readJson } from './files.mjs';

/** @typedef {{pid: number, started: string | null, token: string, since: number}} Holder */

const POLL_MS = 150;
/** How long breaking a stale lock may take; a guard older than this was left by a process that died in it. */
const GUARD_MS = 10_000;

/**
 * When a process started, as its system tells it: two processes that had the same id at different times differ in
 * this. Null when it cannot be known, undefined when there is no such process.
 * @param {number} pid
 * @param {NodeJS.Platform} [platform]
 * @returns {string | null | undefined}
 */
export function processStart(pid, platform = process.platform) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, under another user.
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH') return undefined;
  }
  try {
    if (platform === 'linux') return startFromStat(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
    if (platform === 'darwin') {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
        encoding: 'utf8',
        timeout: 5000,
      }).trim();
    }
  } catch {
    return undefined; // It ended while we asked.
  }
  return null;
}

/**
 * Field 22 of /proc/PID/stat (proc(5)), counted after the last `)`: the name before it may hold anything.
 * A zombie counts as gone.
 * @param {string} stat
 * @returns {string | undefined}
 */
export function startFromStat(stat) {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

/**
 * Whether a lock's holder is gone.
 * @param {Holder} holder
 * @param {string | null | undefined} startNow `processStart(holder.pid)`
 */
export function isStale(holder, startNow) {
  if (startNow === undefined) return true;
  return holder.started !== null && startNow !== null && holder.started !== startNow;
}

/**
 * @param {string} file
 * @returns {Holder | undefined} undefined when there is none (locks appear whole: see `tryTake`)
 */
function readHolder(file) {
  const value = readJson(file);
  if (!isRecord(value) || typeof value['pid'] !== 'number' || typeof value['token'] !== 'string')
    return undefined;
  return {
    pid: value['pid'],
    token: value['token'],
    started: typeof value['started'] === 'string' ? value['started'] : null,
    since: typeof value['since'] === 'number' ? value['since'] : 0,
  };
}

/**
 * Takes the lock if it is free: the content is written aside and linked into place, so that nobody sees a lock
 * without its holder, and only one link can succeed.
 * @param {string} file
 * @returns {Holder | undefined}
 */
function tryTake(file) {
  const token = randomBytes(12).toString('hex');
  /** @type {Holder} */
  const holder = { pid: process.pid, started: processStart(process.pid) ?? null, token, since: Date.now() };
  const aside = `${file}.${token}`;
  fs.writeFileSync(aside, JSON.stringify(holder), { mode: 0o600 });
  try {
    fs.linkSync(aside, file);
    return holder;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return undefined;
    throw error;
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

/**
 * Removes a lock whose holder is gone. Under a guard, and only if it is still that very lock: of two processes that
 * saw the same stale one, the slower must not remove the lock that the faster has taken since.
 * @param {string} file
 * @param {string} token
 */
function breakStale(file, token) {
  const guard = `${file}.break`;
  try {
    fs.mkdirSync(guard);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    const age = Date.now() - (fs.statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > GUARD_MS) fs.rmSync(guard, { recursive: true, force: true });
    return;
  }
  try {
    if (readHolder(file)?.token === token) fs.rmSync(file, { force: true });
  } finally {
    fs.rmSync(guard, { recursive: true, force: true });
  }
}

/**
 * Runs `work` while holding the lock. Waits for a living holder, saying so once; takes over from a dead one.
 * @template T
 * @param {string} file
 * @param {{limitMs?: number, onWait?: (pid: number) => void, signal?: AbortSignal}} options
 *   `limitMs` for the waiting; a SetupError after it
 * @param {() => Promise<T> | T} work
 * @returns {Promise<T>}
 */
export async function withLock(file, { limitMs = 20 * 60_000, onWait, signal }, work) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const until = Date.now() + limitMs;
  let told = false;
  let mine = tryTake(file);
  while (mine === undefined) {
    signal?.throwIfAborted();
    const holder = readHolder(file);
    const startNow = holder && processStart(holder.pid);
    if (holder !== undefined && isStale(holder, startNow)) {
      breakStale(file, holder.token);
    } else if (holder !== undefined) {
      if (!told) onWait?.(holder.pid);
      told = true;
      if (Date.now() > until) {
        throw new SetupError(
          `Another set-up or build (process ${holder.pid}) has held ${file} for too long.`,
          `Wait for it, or end process ${holder.pid} and run this again.`,
        );
      }
    } else if (fs.existsSync(file) && readHolder(file) === undefined) {
      throw new SetupError(
        `${file} is not a lock that this program wrote.`,
        `Remove ${file} and run this again.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    mine = tryTake(file);
  }
  const { token } = mine;
  try {
    return await work();
  } finally {
    if (readHolder(file)?.token === token) fs.rmSync(file, { force: true });
  }
}
