import { rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type GitRepo, makeRepo, makeTempDir, tryGit } from '../../../support/git-repo.ts';
import { runStatus } from '../../../support/git-status-run.ts';

let folder: Awaited<ReturnType<typeof makeTempDir>>;
let repo: GitRepo;

beforeEach(async () => {
  folder = await makeTempDir();
  vi.stubEnv('HOME', join(folder.path, 'home'));
  repo = await makeRepo(join(folder.path, 'repo'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await folder.remove();
});

async function status(cwd = repo.path): ReturnType<typeof runStatus> {
  return runStatus([folder.path], { cwd });
}
async function realPorcelain(cwd = repo.path): Promise<string> {
  return (await tryGit(cwd, ['status', '--porcelain'])).stdout.toString('utf8');
}

describe('branches', () => {
  test('an unborn branch has a name and no commit', async () => {
    const { result } = await status();
    expect(result).toEqual({
      root: repo.path,
      branch: 'main',
      head: null,
      upstream: null,
      ahead: 0,
      behind: 0,
      clean: true,
      files: [],
      porcelain: '',
      notes: [],
    });
  });

  test('a detached head has a commit and no branch', async () => {
    await repo.commit({ a: '1' });
    await repo.git('checkout', '-q', '--detach');
    const { result } = await status();
    expect(result.branch).toBeNull();
    expect(result.head).toBe((await repo.git('rev-parse', 'HEAD')).trim());
  });

  test('ahead and behind are counted, also when status.aheadBehind is off', async () => {
    await repo.commit({ a: '1' });
    await repo.git('clone', '-q', '.', '../clone');
    const clone = await makeRepo(join(folder.path, 'clone'));
    await repo.commit({ b: '1' });
    await clone.commit({ c: '1' });
    await clone.commit({ d: '1' });
    await clone.git('fetch', '-q');
    await clone.git('config', 'status.aheadBehind', 'false');
    const { result } = await status(clone.path);
    expect(result).toMatchObject({ branch: 'main', upstream: 'origin/main', ahead: 2, behind: 1 });
  });

  test('an upstream that is gone has no counts', async () => {
    await repo.commit({ a: '1' });
    await repo.git('config', 'branch.main.remote', 'origin');
    await repo.git('config', 'branch.main.merge', 'refs/heads/gone');
    await repo.git('config', 'remote.origin.url', 'https://example.invalid/x');
    await repo.git('config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
    const { result } = await status();
    expect(result).toMatchObject({ upstream: 'origin/gone', ahead: null, behind: null });
  });
});

describe('files', () => {
  test('staged, unstaged, untracked, deleted, renamed and intent-to-add', async () => {
    const long = Array.from({ length: 50 }, (_, line) => `line ${line}\n`).join('');
    await repo.commit({ staged: '1', changed: '1', gone: '1', 'old name': long, kept: '1' });
    await repo.write('staged', '2');
    await repo.git('add', 'staged');
    await repo.write('changed', '2');
    await rm(join(repo.path, 'gone'));
    await repo.git('mv', 'old name', 'new');
    await repo.write('planned', 'new content');
    await repo.git('add', '-N', 'planned');
    await repo.write('folder/untracked', '1');
    const { result } = await status();
    expect(result.clean).toBe(false);
    expect(result.files).toEqual([
      { path: 'changed', index: ' ', workingTree: 'M' },
      { path: 'gone', index: ' ', workingTree: 'D' },
      { path: 'new', index: 'R', workingTree: ' ', origPath: 'old name' },
      { path: 'planned', index: ' ', workingTree: 'A' },
      { path: 'staged', index: 'M', workingTree: ' ' },
      { path: 'folder/', index: '?', workingTree: '?' },
    ]);
    expect(result.porcelain).toBe(await realPorcelain());
    expect(result.porcelain).toContain('R  "old name" -> new\n');
  });

  test('the whole repository from a folder inside of it, and paths relative to its top', async () => {
    await repo.commit({ 'inner/a': '1', b: '1' });
    await repo.write('b', '2');
    const { result, plan } = await status(join(repo.path, 'inner'));
    expect(result.root).toBe(repo.path);
    expect(result.files).toEqual([{ path: 'b', index: ' ', workingTree: 'M' }]);
    expect(plan.facts).toMatchObject({
      root: folder.path,
      realPath: join(repo.path, 'inner'),
      workTree: repo.path,
    });
  });

  test('conflicts, in the text among the others as git has them', async () => {
    await repo.commit({ a: '1', both: '1', z: '1' });
    await repo.git('checkout', '-q', '-b', 'other');
    await repo.commit({ both: '2' });
    await repo.git('checkout', '-q', 'main');
    await repo.commit({ both: '3' });
    expect((await tryGit(repo.path, ['merge', 'other'])).exitCode).toBe(1);
    await repo.write('a', '2');
    await repo.write('z', '2');
    const { result } = await status();
    expect(result.files).toContainEqual({ path: 'both', index: 'U', workingTree: 'U', conflict: true });
    expect(result.porcelain).toBe(' M a\nUU both\n M z\n');
    expect(result.porcelain).toBe(await realPorcelain());
  });

  test('a file turned into a link, and ignored files left out', async () => {
    await repo.commit({ a: '1', '.gitignore': '*.log\n' });
    await rm(join(repo.path, 'a'));
    await symlink('nowhere', join(repo.path, 'a'));
    await repo.write('x.log', '1');
    const { result } = await status();
    expect(result.files).toEqual([{ path: 'a', index: ' ', workingTree: 'T' }]);
  });

  test.skipIf(process.platform !== 'linux')('unusual names, also ones that are not UTF-8', async () => {
    const names = [
      ' lead',
      'new\nline',
      'tab\t',
      'quote"back\\slash',
      'naïve-日本',
      '-dash',
      '->',
      '\u007f',
      'a -> b',
    ];
    for (const name of names) await repo.write(name, '1');
    const odd = Buffer.from([0x66, 0xff, 0x6f, 0xc3]);
    await writeFile(Buffer.concat([Buffer.from(`${repo.path}/`), odd]), '1');
    await repo.write('f\\xffo\\xc3', '1');
    const { result } = await status();
    expect(new Set(result.files.map((file) => file.path))).toEqual(new Set([...names, 'f\\xffo\\xc3']));
    const alike = result.files.filter((file) => file.path === 'f\\xffo\\xc3');
    expect(alike.map((file) => file.pathBase64).sort()).toEqual([odd.toString('base64'), undefined]);
    expect(result.porcelain).toBe(await realPorcelain());
  });

  test('a touched file with the same content is clean, and the index is not rewritten', async () => {
    await repo.commit({ a: '1' });
    await utimes(join(repo.path, 'a'), 1, 1);
    const index = await tryGit(repo.path, ['hash-object', '.git/index']);
    const { result } = await status();
    expect(result.clean).toBe(true);
    expect(await tryGit(repo.path, ['hash-object', '.git/index'])).toEqual(index);
    // The same look by a git with optional locks does rewrite it.
    await tryGit(repo.path, ['status']);
    expect(await tryGit(repo.path, ['hash-object', '.git/index'])).not.toEqual(index);
  });

  test("the person's own excludes file counts", async () => {
    await makeRepo(join(folder.path, 'home'));
    await writeFile(join(folder.path, 'home', 'ignored'), '*.mine\n');
    const config = `[core]\n\texcludesFile = ${join(folder.path, 'home', 'ignored')}\n`;
    await writeFile(join(folder.path, 'home', '.gitconfig'), config);
    await repo.commit({ a: '1' });
    await repo.write('x.mine', '1');
    expect((await status()).result.clean).toBe(true);
  });
});

describe('kinds of repositories', () => {
  test('a linked work tree', async () => {
    await repo.commit({ a: '1' });
    await repo.git('worktree', 'add', '-q', '-b', 'side', '../side');
    const side = join(folder.path, 'side');
    await writeFile(join(side, 'a'), '2');
    const { result, plan } = await status(side);
    expect(result).toMatchObject({ root: side, branch: 'side', porcelain: ' M a\n' });
    expect(plan.facts).toMatchObject({
      gitDir: join(repo.path, '.git/worktrees/side'),
      commonDir: join(repo.path, '.git'),
    });
  });

  test('a linked work tree of a bare repository', async () => {
    await repo.commit({ a: '1' });
    await repo.git('clone', '-q', '--bare', '.', '../bare.git');
    await tryGit(join(folder.path, 'bare.git'), ['worktree', 'add', '-q', '../side']);
    const { result } = await status(join(folder.path, 'side'));
    expect(result).toMatchObject({ branch: 'side', clean: true });
  });

  test('a submodule, from outside by its commit, from inside in full', async () => {
    await repo.commit({ a: '1' });
    const outer = await makeRepo(join(folder.path, 'outer'));
    await outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '../repo', 'sub');
    await outer.commit();
    const sub = join(outer.path, 'sub');
    await writeFile(join(sub, 'a'), '2');
    const notes = [expect.stringContaining('changes inside of them are not looked for') as string];
    expect((await status(outer.path)).result).toMatchObject({ clean: true, notes });
    expect((await status(repo.path)).result.notes).toEqual([]);
    expect((await status(sub)).result).toMatchObject({ root: sub, porcelain: ' M a\n' });
    await tryGit(sub, ['commit', '-qam', 'more']);
    expect((await status(outer.path)).result.files).toEqual([
      { path: 'sub', index: ' ', workingTree: 'M', submodule: true },
    ]);
  });

  test('a nested repository that is not a submodule is one untracked entry', async () => {
    await repo.commit({ a: '1' });
    const nested = await makeRepo(join(repo.path, 'nested'));
    await nested.commit({ b: '1' });
    expect((await status()).result.porcelain).toBe('?? nested/\n');
  });

  test('sha256, shallow, sparse index and split index', async () => {
    const sha = await makeRepo(join(folder.path, 'sha'), '--object-format=sha256');
    await sha.commit({ a: '1', 'in/b': '1', 'out/c': '1' });
    await sha.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'in');
    await sha.write('in/b', '2');
    expect((await status(sha.path)).result).toMatchObject({
      porcelain: ' M in/b\n',
      head: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    await repo.commit({ a: '1' });
    await repo.commit({ a: '2' });
    await repo.git('clone', '-q', '--depth=1', `file://${repo.path}`, '../shallow');
    const shallow = await makeRepo(join(folder.path, 'shallow'));
    await shallow.git('update-index', '--split-index');
    await shallow.write('a', '3');
    expect((await status(shallow.path)).result).toMatchObject({ porcelain: ' M a\n', ahead: 0, behind: 0 });
  });

  test.skipIf(process.getuid?.() !== 0)('a repository of somebody else is read as any other', async () => {
    await repo.commit({ a: '1' });
    await tryGit(repo.path, ['config', 'core.sharedRepository', '0666']);
    const { execFileSync } = await import('node:child_process');
    execFileSync('chown', ['-R', '12345:12345', repo.path]);
    expect((await tryGit(repo.path, ['status'])).stderr).toContain('dubious ownership');
    expect((await status()).result).toMatchObject({ branch: 'main', clean: true });
  });
});

describe('what cannot be read says why', () => {
  const failing = async (cwd: string): Promise<unknown> =>
    status(cwd).then(
      () => 'no error',
      (error: unknown) => error,
    );

  test('a folder in no repository', async () => {
    const message = expect.stringContaining('is not in a git repository') as string;
    expect(await failing(folder.path)).toMatchObject({ status: 'error', code: 'not_a_repository', message });
  });

  test('bare repositories, by look, by configuration, and the inside of .git', async () => {
    const bare = await makeRepo(join(folder.path, 'bare.git'), '--bare');
    expect(await failing(bare.path)).toMatchObject({ status: 'error', code: 'bare_repository' });
    expect(await failing(join(repo.path, '.git', 'objects'))).toMatchObject({ code: 'bare_repository' });
    await repo.git('config', 'core.bare', 'true');
    expect(await failing(repo.path)).toMatchObject({ code: 'bare_repository' });
  });

  test('a broken .git file, HEAD or configuration', async () => {
    await repo.write('x/.git', 'nonsense');
    expect(await failing(join(repo.path, 'x'))).toMatchObject({ code: 'repository_broken' });
    await repo.write('y/.git', 'gitdir: ../missing\n');
    expect(await failing(join(repo.path, 'y'))).toMatchObject({ code: 'repository_broken' });
    await repo.write('.git/HEAD', 'nonsense');
    expect(await failing(repo.path)).toMatchObject({ status: 'error', code: 'git_failed' });
    await repo.write('.git/HEAD', 'ref: refs/heads/main\n');
    await repo.write('.git/config', '[core\n');
    const message = expect.stringContaining('bad config line 1') as string;
    expect(await failing(repo.path)).toMatchObject({ code: 'git_failed', message });
  });

  test('a configured work tree elsewhere', async () => {
    await repo.git('config', 'core.worktree', '/etc');
    expect(await failing(repo.path)).toMatchObject({ status: 'error', code: 'work_tree_elsewhere' });
    // The same folder, said in a longer way, is no other.
    await repo.git('config', 'core.worktree', '../../repo/.git/..');
    expect((await status()).result.clean).toBe(true);
  });
});
