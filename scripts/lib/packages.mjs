// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { SetupError, explainStorage } from './errors.mjs';
import { isRecord, readJson, writeFileAtomic } from './files.mjs';
import { sha256 } from './hash.mjs';
import { withLock } from './lock.mjs';
import { npm } from './npm.mjs';
import { stateDir } from './paths.mjs';

const INSTALL_LIMIT_MS = 15 * 60_000;

/** @typedef {{lock: string, node: string, platform: string, arch: string}} Stamp what was installed, and for what */

/** @param {string} root */
const stampFile = (root) => path.join(stateDir(root), 'packages.json');
/** @param {string} root */
const hiddenLockFile = (root) => path.join(root, 'node_modules', '.package-lock.json');

/**
 * @param {string} lockText content of package-lock.json
 * @param {{versions: {node: string}, platform: string, arch: string}} [host]
 * @returns {Stamp}
 */
export function stampFor(lockText, { versions, platform, arch } = process) {
  return { lock: sha256(lockText), node: versions.node.split('.')[0] ?? '', platform, arch };
}

/**
 * Whether what npm says it installed is what the lock file asks for. npm writes its list
 * (`node_modules/.package-lock.json`) as the last act of an install, so it is absent after a killed `npm ci`.
 * Packages for other systems are in the lock file as optional and not in the list.
 * @param {unknown} lock
 * @param {unknown} hidden
 */
export function sameTree(lock, hidden) {
  if (!isRecord(lock) || !isRecord(hidden)) return false;
  const wanted = lock['packages'];
  const present = hidden['packages'];
  if (!isRecord(wanted) || !isRecord(present)) return false;
  for (const [where, entry] of Object.entries(present))
    if (!isDeepStrictEqual(entry, wanted[where])) return false;
  return Object.entries(wanted).every(
    ([where, entry]) => where === '' || where in present || (isRecord(entry) && entry['optional'] === true),
  );
}

/**
 * Why the packages have to be installed, or undefined when they are as locked.
 * @param {string} root
 * @param {string} breadcrumb a file that exists while our own install is under way
 * @returns {string | undefined}
 */
export function whyInstall(root, breadcrumb) {
  const lockText = fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8');
  if (!fs.existsSync(path.join(root, 'node_modules'))) return 'they are not there yet';
  if (fs.existsSync(breadcrumb)) return 'an earlier install did not finish';
  if (!fs.existsSync(hiddenLockFile(root))) return 'the last install did not finish';
  const manifest = readJson(path.join(root, 'package.json'));
  for (const group of ['dependencies', 'devDependencies']) {
    const names = isRecord(manifest) && isRecord(manifest[group]) ? Object.keys(manifest[group]) : [];
    const missing = names.find(
      (name) => !fs.existsSync(path.join(root, 'node_modules', name, 'package.json')),
    );
    if (missing !== undefined) return `${missing} is missing`;
  }
  const stamp = readJson(stampFile(root));
  const wanted = stampFor(lockText);
  if (isDeepStrictEqual(stamp, wanted)) return undefined;
  const sameHost =
    !isRecord(stamp) ||
    (stamp['node'] === wanted.node && stamp['platform'] === wanted.platform && stamp['arch'] === wanted.arch);
  if (!sameHost) return 'they were installed for another Node or system';
  // Someone ran npm by hand: their tree is as good as ours if npm lists exactly what the lock file asks for.
  if (sameTree(JSON.parse(lockText), readJson(hiddenLockFile(root)))) return undefined;
  return 'package-lock.json has changed';
}

/**
 * Installs the locked packages if that is needed. Dependencies' install scripts never run.
 * @param {{root: string, locks: string, say: import('./say.mjs').Say, signal?: AbortSignal}} options `locks`: the
 *   per-user folder for locks, outside node_modules, which an install empties
 * @returns {Promise<'installed' | 'present'>}
 */
export async function ensurePackages({ root, locks, say, signal }) {
  if (!fs.existsSync(path.join(root, 'package-lock.json'))) {
    throw new SetupError(`${root} has no package-lock.json.`, 'Get a complete checkout of the project.');
  }
  const key = sha256(fs.realpathSync(root)).slice(0, 16);
  const breadcrumb = path.join(locks, `packages-${key}.unfinished`);
  const fresh = () => {
    if (whyInstall(root, breadcrumb) !== undefined) return false;
    const stamp = JSON.stringify(stampFor(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')));
    if (!fs.existsSync(stampFile(root)) || fs.readFileSync(stampFile(root), 'utf8') !== stamp) {
      writeFileAtomic(stampFile(root), stamp);
    }
    return true;
  };
  if (fresh()) return 'present';
  const onWait = (/** @type {number} */ pid) =>
    say.step(`Another set-up (process ${pid}) is installing; waiting...`);
  return withLock(
    path.join(locks, `packages-${key}.lock`),
    { onWait, ...(signal && { signal }) },
    async () => {
      if (fresh()) return 'present';
      say.step(`Installing packages (npm ci), because ${whyInstall(root, breadcrumb)}...`);
      try {
        fs.writeFileSync(breadcrumb, '');
        fs.rmSync(stampFile(root), { force: true });
        await install(root, say, signal);
        const lockText = fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8');
        writeFileAtomic(stampFile(root), JSON.stringify(stampFor(lockText)));
        fs.rmSync(breadcrumb);
      } catch (error) {
        throw explainStorage(error, path.join(root, 'node_modules'));
      }
      return 'installed';
    },
  );
}

/**
 * @param {string} root
 * @param {import('./say.mjs').Say} say
 * @param {AbortSignal} [signal]
 */
async function install(root, say, signal) {
  const done = say.every(10_000, (seconds) => `  still installing (${seconds} s)`);
  const from = Date.now();
  try {
    // --include=dev: NODE_ENV=production or omit=dev in someone's npmrc must not leave the build tools out.
    const args = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'];
    const result = await npm(args, {
      cwd: root,
      limitMs: INSTALL_LIMIT_MS,
      ...(signal && { signal }),
    });
    if (result.code === 0)
      return say.step(`  packages installed in ${Math.round((Date.now() - from) / 1000)} s`);
    const all = `${result.stderr}\n${result.stdout}`;
    if (/ENOSPC/.test(all)) throw Object.assign(new Error('npm ci: disk full'), { code: 'ENOSPC' });
    const words = result.timedOut
      ? `npm ci was ended after ${INSTALL_LIMIT_MS / 60_000} minutes.`
      : `npm ci failed (exit code ${result.code}).`;
    throw new SetupError(
      `${words}\n${all.trim().split('\n').slice(-15).join('\n')}`,
      'Check the network and the npm registry settings, then run it again.',
    );
  } finally {
    done();
  }
}
