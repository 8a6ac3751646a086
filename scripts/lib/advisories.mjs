// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { isRecord } from './files.mjs';
import { npm } from './npm.mjs';

/**
 * @typedef {{state: 'clean', looked: number} | {state: 'found', lines: string[]} | {state: 'unreached', why: string}} Advisories
 *   `looked`: how many packages are named that do not count: of other severities, of tools alone, or excused
 * @typedef {{package: string, advisory: string, why: string, until: string}} Excused an advisory (its address) that cannot be
 *   reached through us, why that is so, and the last day on which that was looked at and holds (`YYYY-MM-DD`)
 */

const LIMIT_MS = 60_000;
const FAILS = new Set(['high', 'critical']);
const EXCUSED = 'scripts/lib/advisories-excused.json';

/**
 * Every package that the app brings along: what it declares, what its bundles take in, and what those need.
 * @param {{packages?: Record<string, {dependencies?: Record<string, string>, optionalDependencies?: Record<string, string>}>}} lock
 * @param {readonly string[]} roots
 * @returns {Set<string>} names
 */
export function shippedPackages(lock, roots) {
  const packages = lock.packages ?? {};
  /** @type {Map<string, Set<string>>} */
  const needs = new Map();
  for (const [place, { dependencies, optionalDependencies }] of Object.entries(packages)) {
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const known = needs.get(name) ?? new Set();
    // Where a package is there in several versions, what any of them needs counts.
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) known.add(needed);
    needs.set(name, known);
  }
  const shipped = new Set(roots);
  for (const name of shipped) for (const needed of needs.get(name) ?? []) shipped.add(needed);
  return shipped;
}

/**
 * What is wrong with a list of what is excused. One that is past its day is looked at again, or mended.
 * @param {unknown} list
 * @param {string} today as `YYYY-MM-DD`
 * @returns {string[]}
 */
export function excusedProblems(list, today) {
  if (!Array.isArray(list)) return [`${EXCUSED}: not a list.`];
  return list.flatMap((one) => {
    const { package: name, advisory, why, until } = isRecord(one) ? one : {};
    const texts = [name, advisory, why, until].every(
      (text) => typeof text === 'string' && text.trim() !== '',
    );
    if (!texts || !/^\d{4}-\d{2}-\d{2}$/.test(String(until)))
      return [
        `${EXCUSED}: each entry has package, advisory, why and until (YYYY-MM-DD): ${JSON.stringify(one)}`,
      ];
    return String(until) < today ? [`${name}: ${advisory} was excused until ${until} (${why}).`] : [];
  });
}

/**
 * Reads what `npm audit --json` said.
 * @param {string} text
 * @param {Set<string>} shipped
 * @param {readonly Excused[]} [excused]
 * @returns {Advisories}
 */
export function readAudit(text, shipped, excused = []) {
  /** @type {unknown} */
  let told;
  try {
    told = JSON.parse(text);
  } catch {
    return { state: 'unreached', why: text.trim().split('\n').at(-1) || 'npm said nothing' };
  }
  const vulnerabilities = isRecord(told) ? told['vulnerabilities'] : undefined;
  if (!isRecord(vulnerabilities)) {
    const error = isRecord(told) && isRecord(told['error']) ? told['error'] : {};
    const why = [isRecord(told) ? told['message'] : '', error['summary'], error['code']].find(Boolean);
    return { state: 'unreached', why: typeof why === 'string' ? why : 'npm gave no list' };
  }
  const named = Object.entries(vulnerabilities);
  const lines = named
    .filter(([name]) => shipped.has(name) && counts(name, vulnerabilities, excused))
    .map(([name, one]) => `${name}: ${isRecord(one) ? `${one['severity']}, ${titlesOf(one['via'])}` : ''}`);
  return lines.length > 0 ? { state: 'found', lines } : { state: 'clean', looked: named.length };
}

/**
 * Whether a package has an advisory that fails and is not excused, of its own or through one that it needs.
 * @param {string} name
 * @param {Record<string, unknown>} vulnerabilities
 * @param {readonly Excused[]} excused
 * @param {ReadonlySet<string>} [asked] packages that need it: circles are gone through once
 * @returns {boolean}
 */
function counts(name, vulnerabilities, excused, asked = new Set()) {
  const one = vulnerabilities[name];
  if (asked.has(name) || !isRecord(one) || !FAILS.has(String(one['severity']))) return false;
  const via = Array.isArray(one['via']) ? one['via'] : [];
  // A list that says nothing of where it comes from excuses nothing.
  if (via.length === 0) return true;
  return via.some((each) => {
    if (typeof each === 'string') return counts(each, vulnerabilities, excused, new Set([...asked, name]));
    if (!isRecord(each)) return true;
    const fails = each['severity'] === undefined || FAILS.has(String(each['severity']));
    return fails && !excused.some((entry) => entry.package === name && entry.advisory === each['url']);
  });
}

/** @param {unknown} via */
function titlesOf(via) {
  const each = Array.isArray(via) ? via : [];
  return each.map((one) => (isRecord(one) ? `${one['title']} (${one['url']})` : `through ${one}`)).join('; ');
}

/**
 * Asks the registry in use for advisories about what the lock file names.
 * @param {string} root
 * @param {AbortSignal} signal
 * @returns {Promise<Advisories>}
 */
export async function knownAdvisories(root, signal) {
  const read = (/** @type {string} */ name) => JSON.parse(fs.readFileSync(path.join(root, name), 'utf8'));
  const { main, renderer } = read('scripts/lib/shipped.json');
  const roots = [...Object.keys(read('package.json').dependencies), ...main, ...renderer];
  const shipped = shippedPackages(read('package-lock.json'), roots);
  const excused = read(EXCUSED);
  const problems = excusedProblems(excused, new Date().toISOString().slice(0, 10));
  if (problems.length > 0) return { state: 'found', lines: problems };
  const args = ['audit', '--json', '--package-lock-only', '--fetch-retries=0', '--fetch-timeout=20000'];
  const result = await npm(args, { cwd: root, signal, limitMs: LIMIT_MS, stdio: 'capture' });
  if (result.timedOut) return { state: 'unreached', why: `no answer in ${LIMIT_MS / 1000} s` };
  return readAudit(result.stdout === '' ? result.stderr : result.stdout, shipped, excused);
}
