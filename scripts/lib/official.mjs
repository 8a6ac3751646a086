// @ts-check
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { SetupError, errorCode, reasonOf } from './errors.mjs';
import { hashFile } from './hash.mjs';
import { limited } from './limited.mjs';
import { executableIn } from './paths.mjs';
import { versionIn, writeMarker } from './runtime-store.mjs';
import { megabytes } from './say.mjs';

/** No byte for this long ends the download; so does the whole taking longer than the other. */
const STALL_MS = 30_000;
const LIMIT_MS = 20 * 60_000;

/**
 * The zip could not be fetched: another source may be tried. Any other failure (a wrong hash, a full disk) is not
 * a reason to go elsewhere.
 */
export class DownloadError extends Error {}

/**
 * The download tools of the pinned Electron's own installer, so that mirrors, custom folders and its cache
 * (ELECTRON_MIRROR and the rest) work as everywhere. They say that they want Node 22.12, for `require(esm)`; loaded
 * with `import` they run on 20.19.
 * @param {string} electronPackage folder of the installed `electron` package
 */
async function tools(electronPackage) {
  const require = createRequire(path.join(electronPackage, 'package.json'));
  const load = (/** @type {string} */ name) => import(pathToFileURL(require.resolve(name)).href);
  /** @type {typeof import('@electron/get')} */
  const get = await load('@electron/get');
  return { get, extract: async () => (await load('@electron-internal/extract-zip')).extract };
}

/**
 * Downloads and unpacks the official Electron, its sha256 checked against `checksums`.
 * @param {string} folder an empty folder; the zip goes beside it
 * @param {{
 *   electronPackage: string, version: string, platform: NodeJS.Platform, arch: string,
 *   checksums: Record<string, string>, say: import('./say.mjs').Say, signal?: AbortSignal,
 *   stallMs?: number, limitMs?: number, cacheRoot?: string,
 * }} options
 * @throws {DownloadError} when it cannot be fetched
 */
export async function buildOfficial(folder, options) {
  const { electronPackage, version, platform, arch, say } = options;
  const { get, extract } = await tools(electronPackage);
  say.step(`Downloading Electron ${version} for ${platform} ${arch}...`);
  const zip = await download(get, path.dirname(folder), options);
  say.step('  unpacking...');
  await (
    await extract()
  )(zip, { dir: folder });
  fs.rmSync(path.dirname(zip), { recursive: true, force: true });
  const executable = path.join(folder, executableIn(platform));
  if (versionIn(folder) !== version || !fs.existsSync(executable)) {
    throw new SetupError(
      `The downloaded zip is not a complete Electron ${version}.`,
      'Check ELECTRON_MIRROR, if set.',
    );
  }
  writeMarker(folder, {
    version,
    source: 'official',
    sha256: await hashFile(executable, 'sha256', 'hex'),
    bytes: fs.statSync(executable).size,
  });
}

/**
 * @param {typeof import('@electron/get')} get
 * @param {string} tempDirectory
 * @param {Parameters<typeof buildOfficial>[1]} options
 * @returns {Promise<string>} the zip, in a folder of its own that is ours to remove
 */
async function download(get, tempDirectory, options) {
  const {
    version,
    platform,
    arch,
    checksums,
    say,
    signal,
    stallMs = STALL_MS,
    limitMs = LIMIT_MS,
    cacheRoot,
  } = options;
  if (proxyIn(process.env)) get.initializeProxy();
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(new Error(`no data for ${stallMs / 1000} s`)), stallMs);
  let shown = Date.now();
  /** @param {{transferred: number, total: number | null}} progress */
  const getProgressCallback = async ({ transferred, total }) => {
    timer.refresh();
    if (Date.now() - shown < 3000) return;
    shown = Date.now();
    say.step(`  ${megabytes(transferred)}${total === null ? '' : ` of ${megabytes(total)}`}`);
  };
  const others = signal ? [stalled.signal, signal] : [stalled.signal];
  try {
    return await get.downloadArtifact({
      version,
      platform,
      arch,
      artifactName: 'electron',
      checksums,
      tempDirectory,
      // The zip is taken from Electron's own cache where it is there, and no copy is left behind where it is not.
      cacheMode: /** @type {import('@electron/get').ElectronDownloadCacheMode.ReadOnly} */ (1),
      ...(cacheRoot === undefined ? {} : { cacheRoot }),
      downloadOptions: { quiet: true, signal: limited(limitMs, ...others), getProgressCallback },
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Error && /checksum/i.test(error.constructor.name + error.name)) {
      throw new SetupError(
        `The downloaded Electron ${version} has the wrong hash: ${reasonOf(error)}`,
        'It was damaged on the way or replaced. Nothing of it was used. Try again, and check ELECTRON_MIRROR, if set.',
        { cause: error },
      );
    }
    if (['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '')) throw error;
    throw new DownloadError(reasonOf(stalled.signal.aborted ? stalled.signal.reason : innermost(error)), {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * `fetch failed` says nothing; its cause (ENOTFOUND, ECONNREFUSED, a certificate) does.
 * @param {unknown} error
 * @returns {unknown}
 */
function innermost(error) {
  return error instanceof Error && error.message === 'fetch failed' && error.cause instanceof Error
    ? error.cause
    : error;
}

/**
 * Whether the environment names a proxy; Node's own fetch looks at none of these.
 * @param {NodeJS.ProcessEnv} env
 */
export function proxyIn(env) {
  return ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].some((name) => Boolean(env[name]));
}

/**
 * Where the official zip is looked for, as a key for remembering that it could not be fetched from there.
 * @param {NodeJS.ProcessEnv} env
 */
export function downloadSite(env) {
  const mirror =
    env['npm_config_electron_mirror'] || env['NPM_CONFIG_ELECTRON_MIRROR'] || env['ELECTRON_MIRROR'];
  return mirror || 'https://github.com/electron/electron/releases/download/';
}
