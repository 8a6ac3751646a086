import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAppLog, type AppLog } from '../../../src-main/app/app-log.ts';

let dir: string;
let log: AppLog;
const NEVER_MS = 3_600_000;
const path = (): string => join(dir, 'app.log');
const lines = (): string[] =>
  existsSync(path()) ? readFileSync(path(), 'utf8').split('\n').filter(Boolean) : [];
const open = (afterMs: number): AppLog =>
  (log = createAppLog(dir, (text) => text.replaceAll('secret', '[redacted]'), afterMs));

beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'app-log-'))));
afterEach(async () => {
  await log.close();
  rmSync(dir, { recursive: true, force: true });
});

test('what was said is in the file after close, in order, redacted, for its owner alone, however early the end', async () => {
  open(NEVER_MS);
  log.info('Started.');
  log.info('The secret is out.');
  expect(existsSync(path())).toBe(false);
  await log.close();
  expect(lines().map((line) => line.replace(/^\S+ /, ''))).toEqual([
    'info Started.',
    'info The [redacted] is out.',
  ]);
  expect(statSync(path()).mode & 0o777).toBe(0o600);
});

test.each(['warn', 'error'] as const)(
  'a word of %s does not wait, nor does what was said before it',
  async (level) => {
    open(NEVER_MS);
    log.info('Started.');
    log[level]('Trouble.');
    await vi.waitFor(() => expect(lines()).toHaveLength(2), { timeout: 10_000, interval: 20 });
    expect(lines()[1]).toMatch(new RegExp(`^\\S+ ${level} Trouble\\.$`));
  },
);

test('without any of that the file is opened after a while, and a line carries the time it was said at', async () => {
  open(300);
  const before = Date.now();
  log.info('Started.');
  const after = Date.now();
  await vi.waitFor(() => expect(lines()).toHaveLength(1), { timeout: 10_000, interval: 20 });
  const said = Date.parse(lines()[0]?.split(' ')[0] ?? '');
  expect(said).toBeGreaterThanOrEqual(before);
  expect(said).toBeLessThanOrEqual(after);
});

test('closing a log that was never written to makes no file', async () => {
  open(NEVER_MS);
  await log.close();
  expect(existsSync(path())).toBe(false);
});

test('a long log goes on in new files; of the old ones the newest stay, none too large, for their owner alone', async () => {
  const MEGABYTE = 1024 * 1024;
  // Each opening looks at what is there: as many starts of the app.
  for (let start = 1; start <= 8; start += 1) {
    open(0);
    for (let part = 0; part < 25; part += 1) log.warn(`start ${start} part ${part} ${'x'.repeat(100_000)}`);
    await log.close();
  }
  const files = readdirSync(dir).map((name) => join(dir, name));
  expect(files.length).toBeGreaterThan(2);
  expect(files.length).toBeLessThanOrEqual(5);
  for (const file of files) {
    expect(statSync(file).size, file).toBeLessThan(2.2 * MEGABYTE);
    expect(statSync(file).mode & 0o777, file).toBe(0o600);
  }
  expect(lines().at(-1)).toContain('start 8 part 24');
  expect(files.some((file) => readFileSync(file, 'utf8').includes('start 1 '))).toBe(false);
});
