import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkPath } from '../../../../src-main/platform/guarded-path.ts';
import { DEFAULT_SETTINGS } from '../../../../src-main/settings/defaults.ts';
import { browserAutomation } from '../../../../src-main/tools/browser-automation/browser-automation.ts';
import {
  plannedFile,
  planFacts,
  type PlannedFile,
} from '../../../../src-main/tools/browser-automation/facts.ts';
import { readPlanned } from '../../../../src-main/tools/browser-automation/upload-files.ts';
import { noConsult } from '../../../support/no-consult.ts';
import { noDesktop } from '../../../support/no-desktop.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'execution-layer-planned-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The file as a plan has it. */
function planned(name: string, content: string | number = 'inside'): PlannedFile {
  const realPath = join(root, name);
  writeFileSync(realPath, typeof content === 'string' ? content : '');
  if (typeof content === 'number') truncateSync(realPath, content);
  const { dev, ino, ctimeNs } = statSync(realPath, { bigint: true });
  return { realPath, root, dev: String(dev), ino: String(ino), ctimeNs: String(ctimeNs), step: 0 };
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

test('a file that was made anew is not given, also where it got the number of the one before', async () => {
  const file = planned('a.txt');
  rmSync(file.realPath);
  writeFileSync(file.realPath, 'secret');
  // Whether the number comes again is the file system's affair; here it is made sure of.
  const { dev, ino } = statSync(file.realPath, { bigint: true });
  const reused = { ...file, dev: String(dev), ino: String(ino) };
  await expect(readPlanned([reused])).rejects.toMatchObject({ status: 'denied', code: 'drift' });
});

test('a file that was written to since is not given, whatever time it claims', async () => {
  const file = planned('a.txt');
  const { atime, mtime } = statSync(file.realPath);
  writeFileSync(file.realPath, 'secret');
  utimesSync(file.realPath, atime, mtime);
  await expect(readPlanned([file])).rejects.toMatchObject({ status: 'denied', code: 'drift' });
});

test('a folder that a link takes the place of while the plan is made leads nowhere else', async () => {
  const [inside, outside] = [join(root, 'inside'), join(root, 'outside')];
  for (const [folder, content] of Object.entries({ [inside]: 'meant', [outside]: 'secret' })) {
    mkdirSync(folder);
    writeFileSync(join(folder, 'a.txt'), content);
  }
  const plan = await browserAutomation.plan(
    browserAutomation.args.parse({
      url: 'https://example.com/',
      steps: [{ action: 'upload', selector: 'input', files: ['a.txt'] }],
    }),
    {
      settings: { ...DEFAULT_SETTINGS, workspace_roots: [inside] },
      signal: new AbortController().signal,
      platform: {
        consult: noConsult,
        desktop: noDesktop,
        async checkPath(path, roots) {
          const checked = await checkPath(path, roots);
          renameSync(inside, join(root, 'aside'));
          symlinkSync(outside, inside);
          return checked;
        },
      },
    },
  );
  const { files } = planFacts.parse(plan.facts);
  expect(files).toHaveLength(1);
  await expect(readPlanned(files)).rejects.toMatchObject({ status: 'denied', code: 'drift' });
});

test('a plan that does not say what the file was fits none', async () => {
  const earlier = plannedFile.parse({ ...planned('a.txt'), ctimeNs: undefined });
  await expect(readPlanned([earlier])).rejects.toMatchObject({ code: 'drift' });
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

test.skipIf(process.platform === 'win32')('a pipe in its place keeps no reader waiting', async () => {
  const file = planned('a.txt');
  rmSync(file.realPath);
  execFileSync('mkfifo', [file.realPath]);
  const { dev, ino, ctimeNs } = statSync(file.realPath, { bigint: true });
  await expect(readPlanned([file])).rejects.toMatchObject({ code: 'drift' });
  const pipe = { ...file, dev: String(dev), ino: String(ino), ctimeNs: String(ctimeNs) };
  await expect(readPlanned([pipe])).rejects.toMatchObject({ code: 'file_unreadable' });
});

test('files of one step are bounded together', async () => {
  const files = ['a.bin', 'b.bin'].map((name) => planned(name, 25 * 1024 * 1024));
  await expect(readPlanned(files)).rejects.toMatchObject({ code: 'file_too_large' });
});
