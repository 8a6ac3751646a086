// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { isRecord } from './files.mjs';
import { npm } from './npm.mjs';

/**
 * @typedef {{state: 'clean', looked: number} | {state: 'found', lines: string[]} | {state: 'unreached', why: string}} Advisories
 *   `looked`: how many packages of other severities or of tools alone are named
 */

const LIMIT_MS = 60_000;
const FAILS = new Set(['high', 'critical']);

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
 * Reads what `npm audit --json` said.
 * @param {string} text
 * @param {Set<string>} shipped
 * @returns {Advisories}
 */
export function readAudit(text, shipped) {
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
    .filter(([name, one]) => shipped.has(name) && isRecord(one) && FAILS.has(String(one['severity'])))
    .map(([name, one]) => `${name}: ${isRecord(one) ? `${one['severity']}, ${titlesOf(one['via'])}` : ''}`);
  return lines.length > 0 ? { state: 'found', lines } : { state: 'clean', looked: named.length };
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
  const args = ['audit', '--json', '--package-lock-only', '--fetch-retries=0', '--fetch-timeout=20000'];
  const result = await npm(args, { cwd: root, signal, limitMs: LIMIT_MS, stdio: 'capture' });
  if (result.timedOut) return { state: 'unreached', why: `no answer in ${LIMIT_MS / 1000} s` };
  return readAudit(result.stdout === '' ? result.stderr : result.stdout, shipped);
}
