// @ts-check
import { spawn } from 'node:child_process';
import path from 'node:path';
import { electronArgs, electronEnv, environmentSwitches } from '../../scripts/lib/electron-args.mjs';
import { limited } from '../../scripts/lib/limited.mjs';
import { CHECKOUT } from '../../scripts/lib/paths.mjs';

const READY_MS = 60_000;
const QUIT_MS = 10_000;

/**
 * @typedef {{readyMs: number, pid: number, said: string, quit: () => Promise<void>}} ProbedApp
 *   `readyMs`: from before the process was spawned until its window could be used; `said`: what it wrote until then
 */

/**
 * Starts an app of `bench/apps` and waits until its probe says that its window can be used. Nothing stands between this
 * process and Electron: no debugger and no driver, which would add the same to both sides of a ratio and so flatter it.
 * @param {'panel' | 'empty' | 'viewer' | 'indexing'} name
 * @param {{runtime: string, userData: string, screen: Record<string, string> | undefined, signal: AbortSignal,
 *   limitMs?: number}} options `limitMs`: how long it may take until its word
 * @returns {Promise<ProbedApp>}
 */
export async function startProbed(name, { runtime, userData, screen, signal, limitMs = READY_MS }) {
  signal.throwIfAborted();
  const virtual = screen !== undefined || process.env['EXECUTION_LAYER_VIRTUAL_SCREEN'] === '1';
  const { switches } = environmentSwitches({ platform: process.platform, uid: process.getuid?.(), virtual });
  const args = electronArgs({
    switches,
    app: path.join(CHECKOUT, 'bench', 'apps', name),
    args: [`--user-data-dir=${userData}`],
  });
  const from = performance.now();
  const child = spawn(runtime, args, {
    env: electronEnv(process.env, screen),
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const gone = new Promise((resolve) => child.once('close', resolve));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (part) => (stderr = (stderr + part).slice(-4000)));
  // The end of stdin is the word to quit; by then the app may be gone.
  child.stdin.on('error', () => {});

  const quit = async () => {
    child.stdin.end();
    const timer = setTimeout(() => child.kill('SIGKILL'), QUIT_MS);
    await gone;
    clearTimeout(timer);
  };

  let said = '';
  try {
    const readyMs = await new Promise((resolve, reject) => {
      const limit = limited(limitMs, signal);
      limit.addEventListener('abort', () => reject(limit.reason), { once: true });
      child.once('error', reject);
      child.once('close', (code) => reject(new Error(`The ${name} app ended with code ${code}.\n${stderr}`)));
      child.stdout.setEncoding('utf8').on('data', (part) => {
        said += part;
        if (/^ready$/m.test(said)) resolve(performance.now() - from);
        const failure = /^failed: .*$/m.exec(said);
        if (failure) reject(new Error(`The ${name} app: ${failure[0]}`));
      });
    });
    return { readyMs, pid: child.pid ?? 0, said, quit };
  } catch (error) {
    await quit();
    throw error;
  }
}
