// @ts-check
import { parseArgs } from 'node:util';
import { ensureBuilt } from './lib/build-run.mjs';
import { screenOrVirtual } from './lib/launch.mjs';
import { electronEnv } from './lib/electron-args.mjs';
import { SetupError } from './lib/errors.mjs';
import { packageBin } from './lib/package-bin.mjs';
import { CHECKOUT } from './lib/paths.mjs';
import { run } from './lib/proc.mjs';
import { createSay, sayError } from './lib/say.mjs';
import { untilSignal } from './lib/signals.mjs';

const LIMIT_MS = 2 * 60 * 60_000;
const say = createSay();

/**
 * Many runs of all kinds in one session of the app (test/soak).
 * @param {number} runs
 * @param {AbortSignal} signal
 * @returns {Promise<number>} exit code
 */
async function soak(runs, signal) {
  await ensureBuilt({ say, signal });
  const screen = await screenOrVirtual();
  try {
    say.fact(`${runs} runs in one session of the app...`);
    const args = [packageBin(CHECKOUT, '@playwright/test', 'playwright'), 'test', '--config=test/soak'];
    const { code } = await run(process.execPath, args, {
      cwd: CHECKOUT,
      env: { ...electronEnv(process.env, screen?.env), EXECUTION_LAYER_SOAK: String(runs) },
      limitMs: LIMIT_MS,
      signal,
      stdio: 'inherit',
      sweep: true,
    });
    return code ?? 1;
  } finally {
    await screen?.stop();
  }
}

try {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '2000' } } });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 100)
    throw new SetupError(`--runs ${values.runs} is no whole number of at least 100.`, 'Give another --runs.');
  process.exitCode = await untilSignal((signal) => soak(runs, signal));
} catch (error) {
  process.exitCode = sayError(error);
}
