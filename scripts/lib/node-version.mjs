// @ts-check
import { SetupError } from './errors.mjs';

/**
 * Orders two versions by major, minor and patch; a leading `v` and what follows a `-` or `+` are ignored.
 * @param {string} a
 * @param {string} b
 * @returns {number} below 0 when a is older
 */
export function compareVersions(a, b) {
  const parse = (/** @type {string} */ text) =>
    (text.replace(/^v/, '').split(/[-+]/)[0] ?? '').split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [x, y] = [parse(a), parse(b)];
  for (let at = 0; at < 3; at++) {
    const difference = (x[at] ?? 0) - (y[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * @param {string} version such as `process.versions.node`
 * @param {string} floor
 * @throws {SetupError} when it is older than the floor
 */
export function requireNode(version, floor) {
  if (compareVersions(version, floor) >= 0) return;
  throw new SetupError(
    `This needs Node ${floor} or newer; this is Node ${version.replace(/^v/, '')}.`,
    'Install a current Node (https://nodejs.org/, or `nvm install 22`) and run it again.',
  );
}
