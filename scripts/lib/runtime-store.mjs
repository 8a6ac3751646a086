// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { isRecord, readJson, writeFileAtomic } from './files.mjs';
import { hashFile } from './hash.mjs';
import { executableIn } from './paths.mjs';

/**
 * A runtime in the per-user cache is complete when, and only when, its marker is there: it is written last, inside
 * a folder that nobody looks into until it is renamed into place.
 * @typedef {{version: string, source: 'official' | 'registry', sha256: string, bytes: number, loader?: string}} Marker
 *   `sha256` and `bytes` of the executable; `loader` is the sha256 of the source of the default_app that we added
 */
const MARKER = '.execution-layer-complete.json';

/**
 * @param {string} folder
 * @returns {Marker | undefined}
 */
export function readMarker(folder) {
  const value = readJson(path.join(folder, MARKER));
  if (!isRecord(value)) return undefined;
  const { version, source, sha256, bytes, loader } = value;
  if (typeof version !== 'string' || (source !== 'official' && source !== 'registry')) return undefined;
  if (typeof sha256 !== 'string' || typeof bytes !== 'number') return undefined;
  return { version, source, sha256, bytes, ...(typeof loader === 'string' ? { loader } : {}) };
}

/**
 * @param {string} folder
 * @param {Marker} marker
 */
export function writeMarker(folder, marker) {
  writeFileAtomic(path.join(folder, MARKER), JSON.stringify(marker));
}

/**
 * The cheap check, made at every start: marker, version file and size of the executable.
 * @param {string} folder
 * @param {{version: string, source: 'official' | 'registry', platform: NodeJS.Platform}} wanted
 * @returns {string | undefined} what is wrong, undefined when nothing is
 */
export function problemWith(folder, { version, source, platform }) {
  if (!fs.existsSync(folder)) return 'not there';
  const marker = readMarker(folder);
  if (marker === undefined) return 'not complete';
  if (marker.version !== version || marker.source !== source)
    return `made for ${marker.version} (${marker.source})`;
  if (versionIn(folder) !== version) return 'its version file does not match';
  const size = fs.statSync(path.join(folder, executableIn(platform)), { throwIfNoEntry: false })?.size;
  if (size !== marker.bytes) return 'its executable is missing or was changed';
  return undefined;
}

/**
 * The full check: also the hash of the executable.
 * @param {string} folder
 * @param {{version: string, source: 'official' | 'registry', platform: NodeJS.Platform}} wanted
 */
export async function deepProblemWith(folder, wanted) {
  const problem = problemWith(folder, wanted);
  if (problem !== undefined) return problem;
  const actual = await hashFile(path.join(folder, executableIn(wanted.platform)), 'sha256', 'hex');
  return actual === readMarker(folder)?.sha256 ? undefined : 'the hash of its executable does not match';
}

/**
 * The version that an unpacked Electron says it is, without a leading `v`.
 * @param {string} folder
 * @returns {string | undefined}
 */
export function versionIn(folder) {
  try {
    return fs.readFileSync(path.join(folder, 'version'), 'utf8').trim().replace(/^v/, '');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Builds a runtime in a folder beside its place, then puts it there with one rename. Whatever goes wrong, the
 * place holds what it held before or the whole new one. What killed runs left behind is swept first; the caller
 * holds the cache's lock.
 * @param {string} place
 * @param {(staging: string) => Promise<void>} build must write the marker as its last act
 */
export async function putInPlace(place, build) {
  const parent = path.dirname(place);
  fs.mkdirSync(parent, { recursive: true, mode: 0o700 });
  for (const name of fs.readdirSync(parent)) {
    if (name.startsWith('.staging-')) fs.rmSync(path.join(parent, name), { recursive: true, force: true });
  }
  const staging = fs.mkdtempSync(path.join(parent, '.staging-'));
  try {
    const built = path.join(staging, 'runtime');
    fs.mkdirSync(built);
    await build(built);
    if (readMarker(built) === undefined) throw new Error(`The runtime built in ${built} has no marker.`);
    if (fs.existsSync(place)) fs.renameSync(place, path.join(staging, 'old'));
    fs.renameSync(built, place);
  } finally {
    fs.rmSync(staging, { recursive: true, force: true });
  }
}
