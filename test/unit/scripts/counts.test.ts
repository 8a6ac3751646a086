import { describe, expect, it } from 'vitest';
import {
  closingLine,
  failures,
  oneCheck,
  playwrightCounts,
  settled,
  vitestCounts,
} from '../../../scripts/lib/counts.mjs';

it('closingLine sums over the stages', () => {
  expect(closingLine([oneCheck(true), { passed: 12, failed: 2, skipped: 3 }, oneCheck(false)])).toBe(
    '13 passed, 3 failed',
  );
});

describe('settled', () => {
  it('counts a stage that ran no test as failed', () => {
    expect(settled({ passed: 0, failed: 0, skipped: 4 }, true).failed).toBe(1);
  });

  it('counts a runner that failed without a failed test', () => {
    expect(settled({ passed: 9, failed: 0, skipped: 0 }, false)).toEqual({
      passed: 9,
      failed: 1,
      skipped: 0,
    });
  });

  it('leaves the rest alone', () => {
    expect(settled({ passed: 9, failed: 2, skipped: 0 }, false).failed).toBe(2);
    expect(settled({ passed: 9, failed: 0, skipped: 0 }, true).failed).toBe(0);
  });
});

describe('vitestCounts', () => {
  it('counts a file that did not load', () => {
    const report = {
      numPassedTests: 3,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 0,
      testResults: [
        { status: 'failed', assertionResults: [] },
        { status: 'failed', assertionResults: [{ status: 'failed' }] },
      ],
    };
    expect(vitestCounts(report)).toEqual({ passed: 3, failed: 2, skipped: 2 });
  });

  it('knows nothing without a report', () => {
    expect(vitestCounts(undefined)).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});

it('playwrightCounts fails flaky tests and global errors', () => {
  const report = { stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{}] };
  expect(playwrightCounts(report)).toEqual({ passed: 5, failed: 3, skipped: 2 });
  expect(playwrightCounts('')).toEqual({ passed: 0, failed: 0, skipped: 0 });
});

it('names what failed and why, of either runner', () => {
  const vitest = {
    testResults: [
      { status: 'passed', name: 'a.test.ts', assertionResults: [{ status: 'passed', fullName: 'well' }] },
      {
        status: 'failed',
        name: 'b.test.ts',
        assertionResults: [
          { status: 'passed', fullName: 'well' },
          { status: 'failed', fullName: 'adds up', failureMessages: ['\u001b[31mexpected 2\u001b[39m'] },
        ],
      },
      { status: 'failed', name: 'c.test.ts', message: 'no such module', assertionResults: [] },
    ],
  };
  expect(failures(vitest)).toEqual(['b.test.ts › adds up: expected 2', 'c.test.ts: no such module']);
  const spec = (title: string, ok: boolean, error?: string) => ({
    file: 'd.spec.ts',
    title,
    ok,
    tests: [{ results: [error ? { error: { message: error } } : {}] }],
  });
  const playwright = {
    suites: [{ specs: [spec('well', true)], suites: [{ specs: [spec('opens', false, 'timed out')] }] }],
    errors: [{ message: 'no tests found' }],
  };
  expect(failures(playwright)).toEqual(['d.spec.ts › opens: timed out', 'no tests found']);
  expect(failures(undefined)).toEqual([]);
});
