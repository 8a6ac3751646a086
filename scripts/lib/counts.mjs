// @ts-check
import { stripVTControlCharacters } from 'node:util';
import { isRecord } from './files.mjs';

/** @typedef {{passed: number, failed: number, skipped: number}} Counts */

/** @param {unknown} value */
const number = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : 0);

/**
 * A stage without tests of its own counts as one check.
 * @param {boolean} ok
 * @returns {Counts}
 */
export const oneCheck = (ok) => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });

/**
 * Counts of a test stage. Fails closed: a runner that failed without naming a failed test (a file that did not load, a
 * crash, the time limit), or that ran none, is one failure.
 * @param {Counts} counts
 * @param {boolean} exitedWell
 * @returns {Counts}
 */
export function settled(counts, exitedWell) {
  const nothing = counts.passed + counts.failed === 0;
  const unexplained = !exitedWell && counts.failed === 0;
  return nothing || unexplained ? { ...counts, failed: counts.failed + 1 } : counts;
}

/**
 * @param {unknown} report of vitest's json reporter
 * @returns {Counts}
 */
export function vitestCounts(report) {
  if (!isRecord(report)) return { passed: 0, failed: 0, skipped: 0 };
  const files = Array.isArray(report['testResults']) ? report['testResults'] : [];
  // A file that could not be loaded is failed and has no tests.
  const broken = files.filter(
    (file) =>
      isRecord(file) &&
      file['status'] === 'failed' &&
      Array.isArray(file['assertionResults']) &&
      file['assertionResults'].length === 0,
  );
  return {
    passed: number(report['numPassedTests']),
    failed: number(report['numFailedTests']) + broken.length,
    skipped: number(report['numPendingTests']) + number(report['numTodoTests']),
  };
}

/**
 * A flaky test, which passed only when tried again, counts as failed.
 * @param {unknown} report of Playwright's json reporter
 * @returns {Counts}
 */
export function playwrightCounts(report) {
  if (!isRecord(report)) return { passed: 0, failed: 0, skipped: 0 };
  const stats = isRecord(report['stats']) ? report['stats'] : {};
  const errors = Array.isArray(report['errors']) ? report['errors'].length : 0;
  return {
    passed: number(stats['expected']),
    failed: number(stats['unexpected']) + number(stats['flaky']) + errors,
    skipped: number(stats['skipped']),
  };
}

const MAX_REASON = 600;

/**
 * What failed and why, each in a few lines: a long output may be cut where it is kept, its end is what stays.
 * @param {unknown} report of vitest's or Playwright's json reporter
 * @returns {string[]}
 */
export function failures(report) {
  if (!isRecord(report)) return [];
  /** @param {unknown} value */
  const list = (value) => (Array.isArray(value) ? value.filter(isRecord) : []);
  /** @param {unknown} value */
  const short = (value) =>
    typeof value === 'string' ? stripVTControlCharacters(value).slice(0, MAX_REASON) : '';
  const ofVitest = list(report['testResults']).flatMap((file) => {
    if (file['status'] !== 'failed') return [];
    const tests = list(file['assertionResults']);
    if (tests.length === 0) return [`${String(file['name'])}: ${short(file['message'])}`];
    return tests
      .filter((each) => each['status'] === 'failed')
      .map((each) => {
        const messages = Array.isArray(each['failureMessages']) ? each['failureMessages'] : [];
        return `${String(file['name'])} › ${String(each['fullName'])}: ${short(messages[0])}`;
      });
  });
  /** @param {Record<string, unknown>} suite @returns {string[]} */
  const ofSuite = (suite) => [
    ...list(suite['suites']).flatMap(ofSuite),
    ...list(suite['specs'])
      .filter((spec) => spec['ok'] === false)
      .map((spec) => {
        const results = list(spec['tests']).flatMap((each) => list(each['results']));
        const error = results.map((each) => each['error']).find(isRecord);
        return `${String(spec['file'])} › ${String(spec['title'])}: ${short(error?.['message'])}`;
      }),
  ];
  return [
    ...ofVitest,
    ...list(report['suites']).flatMap(ofSuite),
    ...list(report['errors']).map((error) => short(error['message'])),
  ];
}

/**
 * The closing line.
 * @param {readonly Counts[]} all
 */
export function closingLine(all) {
  const sum = (/** @type {'passed' | 'failed'} */ key) =>
    all.reduce((total, counts) => total + counts[key], 0);
  return `${sum('passed')} passed, ${sum('failed')} failed`;
}
