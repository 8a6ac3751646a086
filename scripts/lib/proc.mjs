// @ts-check
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { reasonOf } from './errors.mjs';

/** Exit code of a command that was not there to be started: the leash's, and a shell's. */
export const NOT_STARTED = 127;

const LEASH = fileURLToPath(new URL('./leash.mjs', import.meta.url));

/**
 * @typedef {'inherit' | 'ignore' | 'pipe' | NodeJS.WriteStream} Stdio
 * @typedef {{
 *   cwd?: string, env?: NodeJS.ProcessEnv, limitMs?: number, signal?: AbortSignal,
 *   stdio?: 'inherit' | 'capture' | 'stderr', shell?: boolean, sweep?: boolean, low?: boolean,
 * }} RunOptions `capture` collects both outputs; `stderr` shows both on our stderr
 * @typedef {{code: number | null, signal: NodeJS.Signals | null, stdout: string, stderr: string, timedOut: boolean}} RunResult
 */

/**
 * Starts a command on a leash: a small process between us and it that holds a pipe from us and ends the
 * command's whole process group when that pipe closes. So nothing outlives us, even when we are killed with
 * SIGKILL. Where there are no process groups (Windows) the leash uses `taskkill /T`.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{
 *   cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean,
 *   sweep?: boolean, graceMs?: number, low?: boolean, stdio: [Stdio, Stdio, Stdio, ...Stdio[]],
 * }} options `sweep` also ends what the command leaves running in its group when it exits by itself; `low`: others go before it
 */
export function spawnLeashed(
  command,
  args,
  { cwd, env = process.env, stdio, shell = false, sweep = false, graceMs = 3000, low = false },
) {
  const [stdin, stdout, stderr, ...more] = stdio;
  const child = spawn(
    process.execPath,
    [LEASH, JSON.stringify({ shell, sweep, extra: more.length, graceMs, low }), command, ...args],
    {
      cwd,
      env,
      stdio: [stdin, stdout, stderr, 'pipe', ...more],
      detached: process.platform !== 'win32',
      windowsHide: true,
    },
  );
  // An EPIPE here means that the leash is already gone, which `close` reports.
  child.stdio[3]?.on('error', () => {});
  return child;
}

/**
 * Ends a leashed command and all it started: first asked, then made to.
 * @param {import('node:child_process').ChildProcess} child
 */
export function letGo(child) {
  /** @type {import('node:net').Socket | null | undefined} */ (child.stdio[3])?.destroy();
}

/**
 * Runs a command to its end. Rejects only when it cannot be started; a failure of its own is in the result.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options] `limitMs` defaults to one minute
 * @returns {Promise<RunResult>}
 */
export function run(
  command,
  args,
  { cwd, env, limitMs = 60_000, signal, stdio = 'capture', shell = false, sweep = false, low = false } = {},
) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const capture = stdio === 'capture';
    const child = spawnLeashed(command, args, {
      ...(cwd === undefined ? {} : { cwd }),
      ...(env === undefined ? {} : { env }),
      shell,
      sweep,
      low,
      stdio: capture
        ? ['ignore', 'pipe', 'pipe']
        : ['ignore', stdio === 'stderr' ? process.stderr : 'inherit', 'inherit'],
    });
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    child.stdout?.setEncoding('utf8').on('data', (part) => (stdout += part));
    child.stderr?.setEncoding('utf8').on('data', (part) => (stderr += part));
    const timer = setTimeout(() => {
      timedOut = true;
      letGo(child);
    }, limitMs);
    const abort = () => letGo(child);
    signal?.addEventListener('abort', abort, { once: true });
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    child.on('error', (error) => {
      settle();
      reject(new Error(`Could not start ${command}: ${reasonOf(error)}`, { cause: error }));
    });
    child.on('close', (code, sig) => {
      settle();
      if (signal?.aborted) reject(signal.reason);
      else resolve({ code, signal: sig, stdout, stderr, timedOut });
    });
  });
}
