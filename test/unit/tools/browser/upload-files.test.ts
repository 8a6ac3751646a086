import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PlannedFile } from '../../../../src-main/tools/browser-automation/facts.ts';
import { readPlanned } from '../../../../src-main/tools/browser-automation/upload-files.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'execution-layer-planned-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The file as a plan has it. */
function planned(name: string, text = 'inside'): PlannedFile {
  const realPath = join(root, name);
  writeFileSync(realPath, text);
  const { dev, ino } = statSync(realPath, { bigint: true });
  return { realPath, root, dev: String(dev), ino: String(ino), step: 0 };
}

test('the bytes of the planned file are given, with the kind that its name tells', async () => {
  const [file] = await readPlanned([planned('a.csv')]);
  expect(file).toMatchObject({ name: 'a.csv', mimeType: 'text/csv', path: join(root, 'a.csv') });
  expect(String(file?.buffer)).toBe('inside');
});

test('a file that was put in its place since is not given', async () => {
  const file = planned('a.txt');
  const other = planned('b.txt', 'secret');
  renameSync(other.realPath, file.realPath);
  await expect(readPlanned([file])).rejects.toMatchObject({ status: 'denied', code: 'drift' });
});

test('a file that has gone, and a folder in its place, are said', async () => {
  const file = planned('a.txt');
  rmSync(file.realPath);
  await expect(readPlanned([file])).rejects.toMatchObject({ code: 'file_unreadable' });
  mkdirSync(file.realPath);
  await expect(readPlanned([file])).rejects.toMatchObject({
    code: expect.stringMatching(/drift|unreadable/) as string,
  });
});

test('files of one step are bounded together', async () => {
  const files = [planned('a.bin'), planned('b.bin')];
  for (const { realPath } of files) truncateSync(realPath, 25 * 1024 * 1024);
  await expect(readPlanned(files)).rejects.toMatchObject({ code: 'file_too_large' });
});
