import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makePage } from '../../../bench/lib/html-page.mjs';
import { familyMemory, othersRunning, privateMemory } from '../../../bench/lib/process-memory.mjs';
import { median, slopeOf } from '../../../bench/lib/stats.mjs';
import { showTable } from '../../../bench/lib/table.mjs';
import { MEASURES } from '../../../bench/measures.mjs';
import { desktopInput } from '../../../bench/measures/desktop-input.mjs';
import { which } from '../../../scripts/lib/which.mjs';
import { CHECKOUT, tempDir, withEnv } from '../scripts/support.ts';

test('the median of odd and even counts, whatever their order', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([10, 1, 9, 2])).toBe(5.5);
  expect(() => median([])).toThrow();
});

test('a slope is that of most of the points, whatever a few of them say', () => {
  expect(
    slopeOf([
      [0, 1],
      [1, 3],
      [2, 5],
    ]),
  ).toBeCloseTo(2);
  expect(
    slopeOf([
      [0, 1],
      [1, 2],
      [2, 90],
      [3, 4],
      [4, 5],
      [5, 6],
    ]),
  ).toBeCloseTo(1);
  expect(() =>
    slopeOf([
      [1, 1],
      [1, 2],
    ]),
  ).toThrow('different places');
});

test('each measure has a name of its own', () => {
  const names = MEASURES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('each measure, with its goal, is in the table of docs/performance.md, and no other', () => {
  const page = readFileSync(join(CHECKOUT, 'docs/performance.md'), 'utf8');
  const table = page.split('## What is measured')[1]?.split('\n## ')[0] ?? '';
  const rows = [...table.matchAll(/^\| `([\w-]+)` .* (at (?:most|least) [\d.]+) +\|$/gm)];
  const goals = MEASURES.map(({ name, goal }) => [
    name,
    'atMost' in goal ? `at most ${goal.atMost}` : `at least ${goal.atLeast}`,
  ]);
  expect(Object.fromEntries(rows.map(([, name, goal]) => [name, goal]))).toEqual(Object.fromEntries(goals));
});

test('the page is the same each time, and of the size it is said to be', () => {
  expect(makePage()).toBe(makePage());
  expect(makePage().length).toBeGreaterThan(1_200_000);
  expect(makePage().length).toBeLessThan(1_210_000);
});

test('a goal that was missed is said in the table', () => {
  const figure = { what: 'x', value: 1, unit: 'ms' };
  const row = { name: 'a', value: 2, unit: 'ratio' as const, goal: 1, baseline: figure, measured: figure };
  expect(showTable([{ ...row, better: 'lower', met: false, details: {} }])).toMatch(/at most 1 +NOT MET/);
  expect(showTable([{ ...row, better: 'higher', met: true, details: {} }])).toMatch(/at least 1 +met/);
});

test.runIf(process.platform === 'linux')('private memory counts a grandchild and what it holds', async () => {
  // A shell between, so that the one that holds memory is a grandchild of this process.
  const hold = 'const held = Buffer.alloc(200e6, 1); console.log(held.length); setInterval(() => held, 1e3)';
  const child = spawn('sh', ['-c', `"${process.execPath}" -e '${hold}'; true`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  try {
    await once(child.stdout, 'data');
    const { processes, megabytes } = privateMemory(child.pid ?? 0);
    expect(processes).toBe(2);
    expect(megabytes).toBeGreaterThan(190);
    expect(megabytes).toBeLessThan(350);
    const written = familyMemory(child.pid ?? 0, { written: true }).map(({ kilobytes }) => kilobytes / 1024);
    expect(Math.max(...written)).toBeGreaterThan(190);
    expect(written.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(megabytes + 1);
    // This process itself runs the same program and is not one of the child's.
    expect(othersRunning(child.pid ?? 0, process.execPath)).toBeGreaterThan(0);
  } finally {
    process.kill(-(child.pid ?? 0), 'SIGKILL');
  }
});

test.runIf(process.platform === 'linux')(
  'without a window manager the measure of the desktop fails, and nothing else',
  async () => {
    const bin = tempDir();
    symlinkSync(which('Xvfb') ?? '', join(bin, 'Xvfb'));
    withEnv({ PATH: bin });
    const context = {
      runtime: { version: '', source: 'official' as const, path: '', dist: '', reason: '' },
      screen: undefined,
      folder: () => bin,
      say: () => undefined,
      signal: new AbortController().signal,
    };
    await expect(desktopInput(context)).rejects.toThrow('spawn openbox ENOENT');
  },
);
