// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { ensureBuilt, outFolder } from './build-run.mjs';
import { SetupError } from './errors.mjs';
import { withLock } from './lock.mjs';
import { packageBin } from './package-bin.mjs';
import { CHECKOUT, stateDir } from './paths.mjs';
import { run } from './proc.mjs';
import { resolveRuntime } from './runtime.mjs';
import { sizesOf, sizeTable } from './pack-sizes.mjs';

const LIMIT_MS = 10 * 60_000;
const RELEASE = path.join(CHECKOUT, 'release');
/** What electron-builder.yml packs as `out`. */
const STAGED = path.join(CHECKOUT, 'out-pack');

/**
 * @typedef {{say: import('./say.mjs').Say, signal?: AbortSignal, targets?: boolean}} PackOptions `targets`: also what
 *   people install (AppImage, dmg, nsis ...), for which electron-builder downloads its helpers
 */

/**
 * The folder of a packed app.
 * @param {'ship' | 'test'} which
 * @param {NodeJS.Platform} [platform]
 */
export function packedFolder(which, platform = process.platform) {
  const name = platform === 'darwin' ? 'mac' : platform === 'win32' ? 'win' : 'linux';
  return path.join(RELEASE, `${name}-unpacked${which === 'test' ? '-test' : ''}`);
}

/**
 * Its executable.
 * @param {'ship' | 'test'} which
 * @param {NodeJS.Platform} [platform]
 */
export function packedExecutable(which, platform = process.platform) {
  const within =
    platform === 'darwin'
      ? path.join('Execution Layer.app', 'Contents', 'MacOS', 'Execution Layer')
      : platform === 'win32'
        ? 'Execution Layer.exe'
        : 'execution-layer';
  return path.join(packedFolder(which, platform), within);
}

/**
 * Packs the app twice from the same sources, without downloads: as it is shipped, and for tests, where a debugger may
 * come in.
 * @param {PackOptions} options
 * @throws {SetupError} when it fails; what went wrong was printed by electron-builder itself
 */
export async function pack({ say, signal, targets = false }) {
  const runtime = resolveRuntime();
  if (targets && runtime.source !== 'official') {
    throw new SetupError(
      `What is given to people is made with the official Electron only, and here is ${runtime.version} (${runtime.source}).`,
      'Run it where the official one can be downloaded; `npm run pack` makes folders to try anywhere.',
    );
  }
  const lock = path.join(stateDir(CHECKOUT), 'pack.lock');
  await withLock(lock, { ...(signal && { signal }) }, async () => {
    try {
      for (const which of /** @type {const} */ (['ship', 'test'])) {
        const kind = which === 'ship' ? 'ship' : 'app';
        await ensureBuilt({ kind, say, ...(signal && { signal }) });
        stage(outFolder(kind));
        say.step(`Packing ${path.relative(CHECKOUT, packedFolder(which))}...`);
        await packFolder(which, runtime, signal);
        if (targets && which === 'ship') await builder(targetArgs(runtime), signal);
      }
    } finally {
      fs.rmSync(STAGED, { recursive: true, force: true });
    }
  });
  say.fact(sizeTable(sizesOf(packedFolder('ship'))));
  if (runtime.source !== 'official')
    say.fact(`With Electron ${runtime.version} (${runtime.source}): to try and to test, not to ship.`);
}

/**
 * What runs, without source maps and the build's own notes.
 * @param {string} from
 */
function stage(from) {
  fs.rmSync(STAGED, { recursive: true, force: true });
  const left = (/** @type {string} */ file) => file.endsWith('.map') || path.basename(file) === '.built.json';
  fs.cpSync(from, STAGED, { recursive: true, filter: (file) => !left(file) });
}

/**
 * @param {'ship' | 'test'} which
 * @param {import('./runtime.mjs').Runtime} runtime
 * @param {AbortSignal | undefined} signal
 */
async function packFolder(which, runtime, signal) {
  const work = path.join(RELEASE, `.packing-${which}`);
  fs.rmSync(work, { recursive: true, force: true });
  try {
    const inspect = which === 'test' ? ['-c.electronFuses.enableNodeCliInspectArguments=true'] : [];
    await builder([...folderArgs(runtime, work), ...inspect], signal);
    const made = fs.readdirSync(work, { withFileTypes: true }).find((entry) => entry.isDirectory());
    if (!made) throw new SetupError(`electron-builder left nothing in ${work}.`);
    fs.rmSync(packedFolder(which), { recursive: true, force: true });
    fs.renameSync(path.join(work, made.name), packedFolder(which));
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/**
 * electron-builder's arguments for a folder to try, from the Electron that is here: without downloads.
 * @param {import('./runtime.mjs').Runtime} runtime
 * @param {string} output
 */
export const folderArgs = ({ dist, version }, output) => [
  '--dir',
  `-c.directories.output=${output}`,
  `-c.electronDist=${dist}`,
  `-c.electronVersion=${version}`,
];

/**
 * And for what people install. It is told the version alone, and fetches the official Electron of each system and processor
 * that it packs: the one here is this machine's, and half of a universal app for macOS is for another.
 * @param {import('./runtime.mjs').Runtime} runtime
 */
export const targetArgs = ({ version }) => [`-c.electronVersion=${version}`];

/**
 * @param {string[]} args
 * @param {AbortSignal | undefined} signal
 */
async function builder(args, signal) {
  const command = [packageBin(CHECKOUT, 'electron-builder'), ...args, '--publish=never'];
  const result = await run(process.execPath, command, {
    cwd: CHECKOUT,
    limitMs: LIMIT_MS,
    sweep: true,
    ...(signal && { signal }),
  });
  if (result.timedOut) throw new SetupError(`electron-builder was ended after ${LIMIT_MS / 60_000} minutes.`);
  if (result.code !== 0) {
    process.stderr.write(`${result.stdout}${result.stderr}`);
    throw new SetupError('electron-builder failed; see above.');
  }
}
