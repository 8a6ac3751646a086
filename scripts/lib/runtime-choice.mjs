// @ts-check
/**
 * Which runtime to use, from what is known without touching the network.
 * @typedef {{version: string, at: string, site: string, error: string}} Failure of an official download, remembered
 * @typedef {{
 *   override: string | undefined,
 *   official: {version: string, problem: string | undefined},
 *   fallback: {version: string, problem: string | undefined} | undefined,
 *   failure: Failure | undefined, site: string, retryOfficial: boolean,
 * }} Known `problem` undefined: in the cache and sound. `fallback` undefined: there is none for this system
 * @typedef {{use: 'override'} | {use: 'official'} | {use: 'fallback', failure: Failure} | {use: 'get-official'}} Choice
 */

/**
 * The order is: what the person set, the official binary, the registry fallback. A failed official download is
 * remembered for the site it was tried from, so that a machine that cannot reach it does not wait at each start; it
 * counts only while a sound fallback is there.
 * @param {Known} known
 * @returns {Choice}
 */
export function chooseRuntime({ override, official, fallback, failure, site, retryOfficial }) {
  if (override) return { use: 'override' };
  if (official.problem === undefined) return { use: 'official' };
  const remembered = failure?.site === site && !retryOfficial;
  if (remembered && fallback !== undefined && fallback.problem === undefined)
    return { use: 'fallback', failure };
  return { use: 'get-official' };
}

/**
 * Whether the registry fallback exists for a system.
 * @param {string} platform
 * @param {string} arch
 */
export function hasFallback(platform, arch) {
  return platform === 'linux' && arch === 'x64';
}
