// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from './errors.mjs';
import { isRecord, readJson, writeFileAtomic } from './files.mjs';
import { BUILD_INPUTS, fingerprint } from './fingerprint.mjs';
import { withLock } from './lock.mjs';
import { packageBin } from './package-bin.mjs';
import { CHECKOUT, stateDir } from './paths.mjs';
import { run } from './proc.mjs';

const LIMIT_MS = 5 * 60_000;

/**
 * @typedef {'app' | 'bench' | 'ship'} Kind a bench build has the no-op tool too, one to be shipped refuses debuggers; each
 *   goes to a folder of its own
 */

/** @param {Kind} kind */
export const outFolder = (kind) => path.join(CHECKOUT, kind === 'app' ? 'out' : `out-${kind}`);
/** @param {Kind} kind */
const marker = (kind) => path.join(outFolder(kind), '.built.json');

/**
 * Whether what was built is what the sources say now. The marker is written after a build has succeeded, and removed
 * before one starts.
 * @param {Kind} [kind]
 */
export function isBuilt(kind = 'app') {
  const value = readJson(marker(kind));
  const main = path.join(outFolder(kind), 'main', 'main.cjs');
  return (
    isRecord(value) && value['fingerprint'] === fingerprint(CHECKOUT, BUILD_INPUTS) && fs.existsSync(main)
  );
}

/**
 * One build of a checkout at a time: each empties its folder first, and of two at once neither would be whole.
 * @template T
 * @param {AbortSignal | undefined} signal
 * @param {() => Promise<T>} work
 */
const alone = (signal, work) =>
  withLock(path.join(stateDir(CHECKOUT), 'build.lock'), { ...(signal && { signal }) }, work);

/**
 * Builds, always; after whoever else is building.
 * @param {{kind?: Kind, signal?: AbortSignal, stdio?: 'inherit' | 'stderr'}} [options]
 * @throws {SetupError} when it fails; what went wrong was printed by the build itself
 */
export async function build(options = {}) {
  await alone(options.signal, () => buildNow(options));
}

/** @param {Parameters<typeof build>[0]} options */
async function buildNow({ kind = 'app', signal, stdio = 'inherit' } = {}) {
  fs.rmSync(marker(kind), { force: true });
  const inputs = fingerprint(CHECKOUT, BUILD_INPUTS);
  const result = await run(process.execPath, [packageBin(CHECKOUT, 'electron-vite'), 'build'], {
    cwd: CHECKOUT,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      EXECUTION_LAYER_BUILD: kind,
    },
    limitMs: LIMIT_MS,
    stdio,
    ...(signal && { signal }),
  });
  if (result.timedOut) throw new SetupError(`The build was ended after ${LIMIT_MS / 60_000} minutes.`);
  if (result.code !== 0) throw new SetupError('The build failed; see above.');
  if (!fs.existsSync(outFolder(kind))) throw new SetupError(`The build made no ${outFolder(kind)}.`);
  writeFileAtomic(marker(kind), JSON.stringify({ fingerprint: inputs }));
}

/**
 * Builds if the sources have changed since.
 * @param {{kind?: Kind, say: import('./say.mjs').Say, signal?: AbortSignal, stdio?: 'inherit' | 'stderr'}} options
 */
export async function ensureBuilt({ say, ...options }) {
  if (isBuilt(options.kind)) return;
  await alone(options.signal, async () => {
    // Whoever was building meanwhile may have built this very thing.
    if (isBuilt(options.kind)) return;
    say.step(options.kind === 'ship' ? 'Building the app as it is shipped...' : 'Building the app...');
    await buildNow(options);
  });
}
