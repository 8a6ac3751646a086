// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { SetupError, explainStorage } from './errors.mjs';
import { buildFallback } from './fallback.mjs';
import { isRecord, readJson, writeFileAtomic } from './files.mjs';
import { loaderHash, writeLoader } from './loader.mjs';
import { withLock } from './lock.mjs';
import { DownloadError, buildOfficial, downloadSite } from './official.mjs';
import { executableIn, resourcesIn, runtimeFolder } from './paths.mjs';
import { FALLBACK } from './pins.mjs';
import { chooseRuntime, hasFallback } from './runtime-choice.mjs';
import { deepProblemWith, problemWith, putInPlace, readMarker, writeMarker } from './runtime-store.mjs';
import { overrideRuntime } from './runtime.mjs';

/**
 * @typedef {import('./runtime.mjs').Runtime} Runtime
 * @typedef {import('./runtime-choice.mjs').Failure} Failure
 * @typedef {{
 *   root: string, cache: string, env: NodeJS.ProcessEnv, platform: NodeJS.Platform, arch: string,
 *   say: import('./say.mjs').Say, retryOfficial?: boolean, deep?: boolean, signal?: AbortSignal,
 *   pin?: import('./fallback.mjs').Fallback,
 * }} Context `deep`: check hashes, not only sizes; `pin`: what the registry fallback is
 * @typedef {{version: string, source: 'official' | 'registry', platform: NodeJS.Platform, place: string}} Candidate
 */

/**
 * Finds or makes the runtime; `chooseRuntime` has the order. What has to be fetched is fetched under a per-user lock.
 * @param {Context} context
 * @returns {Promise<Runtime>}
 * @throws {SetupError} when there is none to be had
 */
export async function ensureRuntime(context) {
  const { root, cache, env, platform, arch, say, signal, pin = FALLBACK } = context;
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override) return overrideRuntime(path.resolve(override), platform);

  const folder = path.join(cache, 'electron');
  const electronPackage = path.join(root, 'node_modules', 'electron');
  /** @type {(version: string, source: 'official' | 'registry') => Candidate} */
  const candidate = (version, source) => {
    const place = path.join(folder, runtimeFolder({ version, source, platform, arch }));
    return { version, source, platform, place };
  };
  const known = {
    official: candidate(pinnedVersion(electronPackage), 'official'),
    registry: hasFallback(platform, arch) ? candidate(pin.electronVersion, 'registry') : undefined,
    site: downloadSite(env),
    failureFile: path.join(folder, `official-${platform}-${arch}.failed.json`),
  };
  const ready = await present(context, known, false);
  if (ready) return ready;
  const onWait = (/** @type {number} */ pid) =>
    say.step(`Another set-up (process ${pid}) is preparing Electron; waiting...`);
  const lock = path.join(cache, 'locks', 'electron.lock');
  try {
    return await withLock(lock, { onWait, ...(signal && { signal }) }, async () => {
      return (await present(context, known, true)) ?? (await fetchOne(context, known, electronPackage, pin));
    });
  } catch (error) {
    throw explainStorage(error, folder);
  }
}

/**
 * @typedef {{official: Candidate, registry: Candidate | undefined, site: string, failureFile: string}} KnownPlaces
 */

/**
 * The runtime that can be used without fetching anything.
 * @param {Context} context
 * @param {KnownPlaces} known
 * @param {boolean} locked whether the loader may be brought up to date
 * @returns {Promise<Runtime | undefined>}
 */
async function present(
  { deep = false, retryOfficial = false },
  { official, registry, site, failureFile },
  locked,
) {
  const check = (/** @type {Candidate} */ wanted) =>
    (deep ? deepProblemWith : problemWith)(wanted.place, wanted);
  const choice = chooseRuntime({
    override: undefined,
    official: { version: official.version, problem: await check(official) },
    fallback: registry && { version: registry.version, problem: await check(registry) },
    failure: readFailure(failureFile, official.version),
    site,
    retryOfficial,
  });
  if (choice.use === 'official')
    return runtimeOf(official, 'it is the official binary of the pinned version');
  if (choice.use !== 'fallback' || registry === undefined) return undefined;
  if (readMarker(registry.place)?.loader !== loaderHash()) {
    if (!locked) return undefined;
    await refreshLoader(registry);
  }
  return runtimeOf(registry, fallbackReason(choice.failure));
}

/**
 * @param {Context} context
 * @param {KnownPlaces} known
 * @param {string} electronPackage
 * @param {import('./fallback.mjs').Fallback} pin
 * @returns {Promise<Runtime>}
 */
async function fetchOne(context, known, electronPackage, pin) {
  const { official, registry, site, failureFile } = known;
  const { say, deep = false } = context;
  for (const { place, ...wanted } of registry ? [official, registry] : [official]) {
    const problem = await (deep ? deepProblemWith : problemWith)(place, wanted);
    if (problem !== undefined && fs.existsSync(place))
      say.step(`${place} cannot be used (${problem}); replacing it.`);
  }
  const failure = await tryOfficial(context, official, electronPackage, site);
  if (failure === undefined) {
    fs.rmSync(failureFile, { force: true });
    return runtimeOf(official, 'it is the official binary of the pinned version');
  }
  say.step(`  could not be downloaded: ${failure.error}`);
  if (registry === undefined) {
    throw new SetupError(
      `Electron ${official.version} could not be downloaded from ${site}: ${failure.error}`,
      'Check the network (HTTPS_PROXY and ELECTRON_MIRROR are honoured), or unpack an Electron yourself and set ELECTRON_OVERRIDE_DIST_PATH to its folder.',
    );
  }
  if ((await (deep ? deepProblemWith : problemWith)(registry.place, registry)) === undefined) {
    await refreshLoader(registry);
  } else {
    await putInPlace(registry.place, (into) => buildFallback(pin, into, context));
  }
  writeFileAtomic(failureFile, JSON.stringify(failure));
  return runtimeOf(registry, fallbackReason(failure));
}

/**
 * @param {Context} context
 * @param {Candidate} official
 * @param {string} electronPackage
 * @param {string} site
 * @returns {Promise<Failure | undefined>} undefined when it worked
 */
async function tryOfficial({ platform, arch, say, signal }, { version, place }, electronPackage, site) {
  const checksums = /** @type {Record<string, string>} */ (
    readJson(path.join(electronPackage, 'checksums.json'))
  );
  const options = { electronPackage, version, platform, arch, checksums, say, ...(signal && { signal }) };
  try {
    await putInPlace(place, (into) => buildOfficial(into, options));
    return undefined;
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    return { version, at: new Date().toISOString(), site, error: error.message };
  }
}

/** @param {Candidate} candidate */
async function refreshLoader({ place, platform }) {
  const marker = readMarker(place);
  if (marker === undefined || marker.loader === loaderHash()) return;
  await writeLoader(path.join(place, resourcesIn(platform)));
  writeMarker(place, { ...marker, loader: loaderHash() });
}

/**
 * @param {Candidate} candidate
 * @param {string} reason
 * @returns {Runtime}
 */
function runtimeOf({ version, source, place, platform }, reason) {
  return { version, source, dist: place, path: path.join(place, executableIn(platform)), reason };
}

/** @param {Failure} failure */
function fallbackReason({ version, at, error }) {
  return `the official ${version} could not be downloaded on ${at.slice(0, 10)}: ${error} (to try again: npm run setup -- --retry-official)`;
}

/**
 * @param {string} file
 * @param {string} wanted version: a failure of another one says nothing
 * @returns {Failure | undefined}
 */
function readFailure(file, wanted) {
  const value = readJson(file);
  if (!isRecord(value)) return undefined;
  const { version, at, site, error } = value;
  if (version !== wanted || typeof at !== 'string' || typeof site !== 'string') return undefined;
  return { version: wanted, at, site, error: String(error) };
}

/** @param {string} electronPackage */
function pinnedVersion(electronPackage) {
  const manifest = readJson(path.join(electronPackage, 'package.json'));
  if (isRecord(manifest) && typeof manifest['version'] === 'string') return manifest['version'];
  throw new SetupError(`${electronPackage} is not the electron package.`, 'Run npm run setup.');
}
