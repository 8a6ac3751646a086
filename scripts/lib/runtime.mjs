// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { SetupError, explainStorage } from './errors.mjs';
import { buildFallback } from './fallback.mjs';
import { isRecord, readJson, writeFileAtomic } from './files.mjs';
import { loaderHash, writeLoader } from './loader.mjs';
import { withLock } from './lock.mjs';
import { DownloadError, buildOfficial, downloadSite } from './official.mjs';
import { stateDir } from './packages.mjs';
import { CHECKOUT, cacheDir, executableIn, resourcesIn, runtimeFolder, thisHost } from './paths.mjs';
import { FALLBACK } from './pins.mjs';
import { chooseRuntime, hasFallback } from './runtime-choice.mjs';
import {
  deepProblemWith,
  problemWith,
  putInPlace,
  readMarker,
  versionIn,
  writeMarker,
} from './runtime-store.mjs';

/**
 * @typedef {{version: string, source: 'override' | 'official' | 'registry', dist: string, path: string, reason: string}} Runtime
 *   `dist`: the unpacked Electron; `path`: its executable; `reason`: why this one, a sentence part for the person
 * @typedef {{
 *   root: string, cache: string, env: NodeJS.ProcessEnv, platform: NodeJS.Platform, arch: string,
 *   say: import('./say.mjs').Say, retryOfficial?: boolean, deep?: boolean, signal?: AbortSignal,
 * }} Context
 */

const RETRY_HINT = 'npm run setup -- --retry-official';

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
 * Finds or makes the runtime; see `chooseRuntime` for the order.
 * @param {Context} context
 * @returns {Promise<Runtime>}
 */
export async function ensureRuntime(context) {
  const { root, cache, env, platform, arch, say, deep = false, signal } = context;
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override) return overrideRuntime(path.resolve(override), platform);

  const folder = path.join(cache, 'electron');
  const electronPackage = path.join(root, 'node_modules', 'electron');
  const version = pinnedVersion(electronPackage);
  const official = { version, source: /** @type {const} */ ('official'), platform };
  const registry = { version: FALLBACK.electronVersion, source: /** @type {const} */ ('registry'), platform };
  const place = (/** @type {typeof official | typeof registry} */ wanted) =>
    path.join(folder, runtimeFolder({ ...wanted, arch }));
  const failureFile = path.join(folder, `${runtimeFolder({ ...official, arch })}.failed.json`);
  const site = downloadSite(env);
  /** @param {typeof official | typeof registry} wanted */
  const found = (wanted, reason = '') => {
    const dist = place(wanted);
    return {
      version: wanted.version,
      source: wanted.source,
      dist,
      path: path.join(dist, executableIn(platform)),
      reason,
    };
  };
  const check = deep ? deepProblemWith : problemWith;
  /** @returns {Promise<Runtime | undefined>} */
  const present = async () => {
    const choice = chooseRuntime({
      override,
      official: { version, problem: await check(place(official), official) },
      fallback: hasFallback(platform, arch)
        ? { version: registry.version, problem: await check(place(registry), registry) }
        : undefined,
      failure: readFailure(failureFile),
      site,
      retryOfficial: context.retryOfficial ?? false,
    });
    if (choice.use === 'official') return found(official, 'the official binary of the pinned version');
    if (choice.use !== 'fallback' || readMarker(place(registry))?.loader !== loaderHash()) return undefined;
    return found(registry, fallbackReason(version, choice.failure));
  };

  const ready = await present();
  if (ready) return ready;
  const onWait = (/** @type {number} */ pid) =>
    say.step(`Another set-up (process ${pid}) is preparing Electron; waiting...`);
  try {
    return await withLock(
      path.join(cache, 'locks', 'electron.lock'),
      { onWait, ...(signal && { signal }) },
      async () => {
        const meanwhile = await present();
        if (meanwhile) return meanwhile;
        const remembered = readFailure(failureFile);
        const sound = (await check(place(registry), registry)) === undefined;
        if (!context.retryOfficial && remembered?.site === site && sound && hasFallback(platform, arch)) {
          await refreshLoader(place(registry), platform);
          return found(registry, fallbackReason(version, remembered));
        }
        const failure = await tryOfficial({
          ...context,
          place: place(official),
          electronPackage,
          version,
          site,
        });
        if (failure === undefined) {
          fs.rmSync(failureFile, { force: true });
          return found(official, 'the official binary of the pinned version');
        }
        say.step(`  could not be downloaded: ${failure.error}`);
        if (!hasFallback(platform, arch)) {
          throw new SetupError(
            `Electron ${version} could not be downloaded from ${site}: ${failure.error}`,
            'Check the network (HTTPS_PROXY and ELECTRON_MIRROR are honoured), or unpack an Electron yourself and set ELECTRON_OVERRIDE_DIST_PATH to its folder.',
          );
        }
        if (!sound) await putInPlace(place(registry), (into) => buildFallback(FALLBACK, into, context));
        else await refreshLoader(place(registry), platform);
        writeFileAtomic(failureFile, JSON.stringify(failure));
        return found(registry, fallbackReason(version, failure));
      },
    );
  } catch (error) {
    throw explainStorage(error, folder);
  }
}

/**
 * @param {Context & {place: string, electronPackage: string, version: string, site: string}} context
 * @returns {Promise<import('./runtime-choice.mjs').Failure | undefined>} undefined when it worked
 */
async function tryOfficial({ place, electronPackage, version, site, platform, arch, say, signal }) {
  const checksums = /** @type {Record<string, string>} */ (
    readJson(path.join(electronPackage, 'checksums.json'))
  );
  try {
    await putInPlace(place, (into) =>
      buildOfficial(into, {
        electronPackage,
        version,
        platform,
        arch,
        checksums,
        say,
        ...(signal && { signal }),
      }),
    );
    return undefined;
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    return { at: new Date().toISOString(), site, error: error.message };
  }
}

/**
 * @param {string} dist
 * @param {NodeJS.Platform} platform
 */
async function refreshLoader(dist, platform) {
  const marker = readMarker(dist);
  if (marker === undefined || marker.loader === loaderHash()) return;
  await writeLoader(path.join(dist, resourcesIn(platform)));
  writeMarker(dist, { ...marker, loader: loaderHash() });
}

/**
 * @param {string} version
 * @param {import('./runtime-choice.mjs').Failure} failure
 */
function fallbackReason(version, failure) {
  return `the official ${version} could not be downloaded on ${failure.at.slice(0, 10)} (${failure.error}); to try again: ${RETRY_HINT}`;
}

/**
 * @param {string} file
 * @returns {import('./runtime-choice.mjs').Failure | undefined}
 */
function readFailure(file) {
  const value = readJson(file);
  if (!isRecord(value)) return undefined;
  const { at, site, error } = value;
  if (typeof at !== 'string' || typeof site !== 'string' || typeof error !== 'string') return undefined;
  return { at, site, error };
}

/** @param {string} electronPackage */
function pinnedVersion(electronPackage) {
  const manifest = readJson(path.join(electronPackage, 'package.json'));
  if (isRecord(manifest) && typeof manifest['version'] === 'string') return manifest['version'];
  throw new SetupError(`${electronPackage} is not the electron package.`, 'Run npm run setup.');
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
