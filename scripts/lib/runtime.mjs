// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from './errors.mjs';
import { isRecord, readJson, writeFileAtomic } from './files.mjs';
import { CHECKOUT, cacheDir, executableIn, stateDir, thisHost } from './paths.mjs';
import { problemWith, versionIn } from './runtime-store.mjs';

/**
 * @typedef {{version: string, source: 'override' | 'official' | 'registry', dist: string, path: string, reason: string}} Runtime
 *   `dist`: the unpacked Electron; `path`: its executable; `reason`: why this one, a sentence part for the person
 */

/** @param {string} root */
const stateFile = (root) => path.join(stateDir(root), 'setup.json');

/**
 * The runtime folder that someone points at with ELECTRON_OVERRIDE_DIST_PATH, as the `electron` package reads it.
 * @param {string} dist
 * @param {NodeJS.Platform} platform
 * @returns {Runtime}
 * @throws {SetupError} when it is not an unpacked Electron
 */
export function overrideRuntime(dist, platform) {
  const executable = path.join(dist, executableIn(platform));
  const fix = 'Point ELECTRON_OVERRIDE_DIST_PATH at an unpacked Electron, or unset it.';
  if (!fs.statSync(executable, { throwIfNoEntry: false })?.isFile()) {
    throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH is ${dist}, but ${executable} is not there.`, fix);
  }
  const version = versionIn(dist);
  if (version === undefined || !/^\d+\.\d+\.\d+/.test(version)) {
    throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH is ${dist}, which has no version file.`, fix);
  }
  return {
    version,
    source: 'override',
    dist,
    path: executable,
    reason: 'ELECTRON_OVERRIDE_DIST_PATH says so',
  };
}

/**
 * Remembers the runtime for the other scripts.
 * @param {string} root
 * @param {Runtime} runtime
 */
export function saveRuntime(root, runtime) {
  const text = JSON.stringify({ runtime });
  if (!fs.existsSync(stateFile(root)) || fs.readFileSync(stateFile(root), 'utf8') !== text) {
    writeFileAtomic(stateFile(root), text);
  }
}

/**
 * The runtime that set-up chose. ELECTRON_OVERRIDE_DIST_PATH, when set, is honoured anew.
 * @param {{root?: string, env?: NodeJS.ProcessEnv, platform?: NodeJS.Platform}} [where]
 * @returns {Runtime}
 * @throws {SetupError} when set-up has not been run, or its runtime has gone
 */
export function resolveRuntime({ root = CHECKOUT, env = process.env, platform = process.platform } = {}) {
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override) return overrideRuntime(path.resolve(override), platform);
  const state = readJson(stateFile(root));
  const runtime = isRecord(state) && isRecord(state['runtime']) ? state['runtime'] : undefined;
  const { version, source, dist, path: file, reason } = runtime ?? {};
  if (
    typeof version !== 'string' ||
    (source !== 'official' && source !== 'registry') ||
    typeof dist !== 'string' ||
    typeof file !== 'string' ||
    typeof reason !== 'string'
  ) {
    throw new SetupError('No Electron runtime has been set up yet.', 'Run: npm run setup');
  }
  const problem = problemWith(dist, { version, source, platform });
  if (problem !== undefined) {
    throw new SetupError(`The Electron runtime in ${dist} cannot be used: ${problem}.`, 'Run: npm run setup');
  }
  return { version, source, dist, path: file, reason };
}

/** The cache folder of this person on this machine. */
export const userCache = () => cacheDir(thisHost());
