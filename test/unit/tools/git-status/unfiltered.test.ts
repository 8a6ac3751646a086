import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type GitRepo, makeRepo, makeTempDir } from '../../../support/git-repo.ts';
import { runStatus, type StatusRun } from '../../../support/git-status-run.ts';

let folder: Awaited<ReturnType<typeof makeTempDir>>;
let repo: GitRepo;

beforeEach(async () => {
  folder = await makeTempDir();
  vi.stubEnv('HOME', folder.path);
  repo = await makeRepo(join(folder.path, 'repo'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await folder.remove();
});

function status(): Promise<StatusRun> {
  return runStatus([repo.path]);
}
const commands = (run: StatusRun): string[] =>
  run.effects
    .filter(({ kind }) => kind === 'spawn')
    .map(({ detail }) => /(config|status|check-attr|version)/.exec(detail)?.[1] ?? '');

/** Commits files of another day: git compares those of this very second by content, whatever their time says. */
async function commitOld(files: Record<string, string>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await repo.write(name, content);
    await utimes(join(repo.path, name), 1000, 1000);
  }
  await repo.commit();
}

test('a file whose filter was not run says so, and others do not', async () => {
  // Like git-lfs: what is committed is not what is in the work tree.
  await repo.git('config', 'filter.upper.clean', 'tr a-z A-Z');
  await repo.git('config', 'filter.upper.required', 'true');
  await commitOld({
    '.gitattributes': '*.big filter=upper\n*.set filter\n',
    'kept.big': 'text',
    'x.set': '1',
    plain: '1',
  });
  expect((await status()).result.clean).toBe(true);
  await utimes(join(repo.path, 'kept.big'), 1, 1);
  await repo.write('plain', '2');
  await repo.write('x.set', '2');
  await repo.write('new.big', '1');
  await repo.write('odd\nname.big', '1');
  await repo.git('add', 'odd\nname.big');
  const run = await status();
  expect(run.result.files).toEqual([
    { path: 'kept.big', index: ' ', workingTree: 'M', unfiltered: true },
    { path: 'odd\nname.big', index: 'A', workingTree: ' ', unfiltered: true },
    { path: 'plain', index: ' ', workingTree: 'M' },
    { path: 'x.set', index: ' ', workingTree: 'M' },
    { path: 'new.big', index: '?', workingTree: '?' },
  ]);
});

test('a deleted file has no content to filter', async () => {
  await repo.git('config', 'filter.upper.clean', 'tr a-z A-Z');
  await commitOld({ '.gitattributes': '* filter=upper\n', a: '1' });
  await repo.git('rm', '-q', 'a');
  expect((await status()).result.files).toEqual([{ path: 'a', index: 'D', workingTree: ' ' }]);
});

test('attributes are asked for only when a filter is configured and something is changed', async () => {
  await repo.commit({ '.gitattributes': '* filter=upper\n', a: '1' });
  await status();
  await repo.write('a', '2');
  expect(commands(await status())).toEqual(['config', 'status']);
  await repo.git('config', 'filter.upper.clean', 'cat');
  expect(commands(await status())).toEqual(['config', 'status', 'check-attr']);
  await commitOld({ '.gitattributes': '* filter=upper\n', a: '2' });
  expect(commands(await status())).toEqual(['config', 'status']);
});

test('what is done is what was planned', async () => {
  await repo.commit({ a: '1' });
  await status();
  const { plan, effects } = await status();
  expect(effects).toEqual(plan.effects);
  expect(effects).toHaveLength(3);
});

test('a partial clone without the contents shows renames as two changes, and says so', async () => {
  const lines = Array.from({ length: 100 }, (_, line) => `line ${line}\n`).join('');
  await repo.commit({ old: lines });
  await repo.git('clone', '-q', '--bare', '.', '../origin.git');
  await repo.git('-C', '../origin.git', 'config', 'uploadpack.allowFilter', 'true');
  await repo.git(
    'clone',
    '-q',
    '--filter=blob:none',
    '--no-checkout',
    `file://${folder.path}/origin.git`,
    '../partial',
  );
  const partial = await makeRepo(join(folder.path, 'partial'));
  await partial.git('read-tree', 'HEAD');
  await partial.write('new', `${lines}more\n`);
  await partial.git('add', 'new');
  await partial.git('rm', '-q', '--cached', 'old');
  const { result } = await runStatus([partial.path]);
  expect(result.porcelain).toBe('A  new\nD  old\n');
  expect(result.notes).toEqual([expect.stringContaining('partial clone')]);
});
