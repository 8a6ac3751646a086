// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { ensureBuilt } from './lib/build-run.mjs';
import { hasDisplay, startVirtualDisplay } from './lib/display.mjs';
import { electronArgs, electronEnv, environmentSwitches, sandboxProblem } from './lib/electron-args.mjs';
import { CHECKOUT } from './lib/paths.mjs';
import { letGo, spawnLeashed } from './lib/proc.mjs';
import { resolveRuntime } from './lib/runtime.mjs';
import { createSay, sayError } from './lib/say.mjs';
import { untilSignal } from './lib/signals.mjs';

const say = createSay();

/** @param {string} dist the runtime's folder */
function sandboxNote(dist) {
  const stat = fs.statSync(path.join(dist, 'chrome-sandbox'), { throwIfNoEntry: false });
  const problem = sandboxProblem({
    helper: stat && { uid: stat.uid, mode: stat.mode },
    read: (file) => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined),
  });
  if (problem === undefined) return;
  const helper = path.join(dist, 'chrome-sandbox');
  say.fact(`Chromium's sandbox may not start here: ${problem}. If the app ends at once, run:`);
  say.fact(`  sudo chown root:root ${helper} && sudo chmod 4755 ${helper}`);
}

/**
 * @param {string[]} args for the app
 * @param {AbortSignal} signal
 * @returns {Promise<number>} the app's exit code
 */
async function start(args, signal) {
  const runtime = resolveRuntime();
  await ensureBuilt({ say, signal });
  const uid = process.getuid?.();
  const screen = (await hasDisplay(process.platform, process.env)) ? undefined : await startVirtualDisplay();
  try {
    if (screen) {
      say.fact(
        `No screen here: running on a virtual one, ${screen.display}, where nobody sees it. To look at it:`,
      );
      say.fact(`  x11vnc -display ${screen.display} -auth ${screen.env['XAUTHORITY']} -localhost`);
    }
    const { switches, notes } = environmentSwitches({
      platform: process.platform,
      uid,
      virtual: screen !== undefined,
    });
    notes.forEach(say.fact);
    if (process.platform === 'linux' && uid !== 0) sandboxNote(runtime.dist);
    say.fact(`Starting on Electron ${runtime.version} (${runtime.source}). Ctrl-C ends it.`);
    const child = spawnLeashed(runtime.path, electronArgs({ switches, app: CHECKOUT, args }), {
      cwd: process.cwd(),
      env: electronEnv(process.env, screen?.env),
      stdio: ['inherit', 'inherit', 'inherit'],
      graceMs: 10_000,
    });
    // Asked by a signal the app quits in its own way; what does not within the grace period is ended.
    const abort = () => letGo(child);
    signal.addEventListener('abort', abort, { once: true });
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, ended) => resolve(code ?? (ended === 'SIGKILL' ? 137 : 1)));
    });
  } finally {
    await screen?.stop();
  }
}

try {
  process.exitCode = await untilSignal((signal) => start(process.argv.slice(2), signal));
} catch (error) {
  process.exitCode = sayError(error);
}
