import { execFileSync } from 'node:child_process';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Effect } from '../../../src-preload/contract/types.ts';
import { createChildOwner, type ChildOwner } from '../../../src-main/platform/children.ts';
import { createGitRunner } from '../../../src-main/platform/git.ts';
import { findGit, requireRecentGit } from '../../../src-main/platform/git-binary.ts';
import { neutralEnv } from '../../../src-main/platform/git-neutral.ts';
import type { GitRunner } from '../../../src-main/platform/platform.ts';
import { type GitRepo, makeRepo, makeTempDir, tryGit } from '../../support/git-repo.ts';

const STATUS = ['status', '--porcelain=v2', '--branch', '-z'];

let folder: Awaited<ReturnType<typeof makeTempDir>>;
let repo: GitRepo;
let children: ChildOwner;
let abort: AbortController;
let git: GitRunner;
let place: { workTree: string; gitDir: string; maxBytes: number };

beforeEach(async () => {
  folder = await makeTempDir();
  vi.stubEnv('HOME', folder.path);
  repo = await makeRepo(join(folder.path, 'repo'));
  children = createChildOwner();
  abort = new AbortController();
  git = createGitRunner({ signal: abort.signal, deadline: Infinity, report: () => undefined }, children);
  place = { workTree: repo.path, gitDir: join(repo.path, '.git'), maxBytes: 1024 * 1024 };
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await children.dispose();
  await folder.remove();
});

/** Puts a program called git first on PATH. It lies outside of the repository. */
async function fakeGit(script: string): Promise<string> {
  const path = join(folder.path, 'bin/git');
  await mkdir(join(folder.path, 'bin'), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  vi.stubEnv('PATH', `${join(folder.path, 'bin')}:${process.env['PATH'] ?? ''}`);
  return path;
}
const failure = (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    () => 'no error',
    (error: unknown) => error,
  );

describe.skipIf(process.platform === 'win32')('the git runner', () => {
  test('a non-zero exit code is an answer', async () => {
    const { exitCode, stderr } = await git.run(['status', '--no-such-option'], place);
    expect(exitCode).toBe(129);
    expect(stderr).toContain('no-such-option');
  });

  test('only the commands that were looked through', async () => {
    expect(await failure(git.run(['gc'], place))).toMatchObject({ message: 'git gc is not let through.' });
  });

  test('too much output ends git and is an error', async () => {
    for (let file = 0; file < 200; file += 1) await repo.write(`a-rather-long-name-${file}`, '');
    expect((await git.run(STATUS, place)).exitCode).toBe(0);
    expect(await failure(git.run(STATUS, { ...place, maxBytes: 1000 }))).toMatchObject({
      status: 'error',
      code: 'git_output_too_large',
    });
  });

  test('endless output is cut off at the limit', async () => {
    await fakeGit('case "$*" in version) echo "git version 2.45.0";; *) yes;; esac');
    expect(await failure(git.run(STATUS, place))).toMatchObject({ code: 'git_output_too_large' });
  });

  test('an abort ends git at once, with what it started still holding its output, and throws the reason', async () => {
    const pidFile = join(folder.path, 'pid');
    await fakeGit(
      `case "$*" in version) echo "git version 2.45.0";; *) trap "" INT TERM; echo $$ > '${pidFile}'; sleep 20;; esac`,
    );
    const run = failure(git.run(STATUS, place));
    await vi.waitUntil(() => existsSync(pidFile), { timeout: 10_000 });
    expect(children.size).toBe(1);
    const before = performance.now();
    const reason = new Error('cancelled by the person');
    abort.abort(reason);
    expect(await run).toBe(reason);
    expect(performance.now() - before).toBeLessThan(10_000);
    expect(children.size).toBe(0);
  });

  test('a repository that makes git wait for ever can be cancelled', async () => {
    execFileSync('mkfifo', [join(folder.path, 'pipe')]);
    await repo.write('a', '1');
    await repo.git('config', 'core.excludesFile', join(folder.path, 'pipe'));
    const started: string[] = [];
    const report = ({ detail }: Effect): void => void started.push(detail);
    const waiting = createGitRunner({ signal: abort.signal, deadline: Infinity, report }, children);
    const run = failure(waiting.run(STATUS, place));
    await vi.waitUntil(() => started.some((detail) => detail.includes('status')), { timeout: 10_000 });
    const first = await Promise.race([
      run,
      new Promise((resolve) => setTimeout(resolve, 300, 'still waiting')),
    ]);
    expect(first).toBe('still waiting');
    abort.abort(new Error('deadline'));
    expect(await run).toMatchObject({ message: 'deadline' });
    expect(children.size).toBe(0);
  });

  test('after an abort nothing is started any more', async () => {
    const marker = join(folder.path, 'marker');
    await fakeGit(`echo started > '${marker}'`);
    abort.abort(new Error('over'));
    expect(await failure(git.run(STATUS, place))).toMatchObject({ message: 'over' });
    expect(existsSync(marker)).toBe(false);
  });

  test('dispose ends a git that is under way', async () => {
    await fakeGit('case "$*" in version) echo "git version 2.45.0";; *) exec sleep 20;; esac');
    const run = failure(git.run(STATUS, place));
    await vi.waitUntil(() => children.size === 1, { timeout: 10_000 });
    await children.dispose();
    expect(await run).toMatchObject({ status: 'error', code: 'git_not_started' });
  });

  test('each command is owned while others run beside it', async () => {
    const others = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (name) => makeRepo(join(folder.path, name))),
    );
    const answers = await Promise.all(
      others.map(({ path }) =>
        git.run(STATUS, { workTree: path, gitDir: join(path, '.git'), maxBytes: 1000 }),
      ),
    );
    expect(answers.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
  });

  test('no git, one that is too old, and one that does not start', async () => {
    await fakeGit('echo "git version 2.30.9"');
    expect(await failure(git.run(STATUS, place))).toMatchObject({
      status: 'unavailable',
      code: 'git_too_old',
    });
    await fakeGit('echo "something else"');
    expect(await failure(git.run(STATUS, place))).toMatchObject({
      status: 'unavailable',
      code: 'git_too_old',
    });
    await rm(join(folder.path, 'bin/git'));
    await writeFile(join(folder.path, 'bin/git'), '#!/nothing/here\n');
    await chmod(join(folder.path, 'bin/git'), 0o755);
    expect(await failure(git.run(STATUS, place))).toMatchObject({ status: 'error', code: 'git_not_started' });
    vi.stubEnv('PATH', '/nothing');
    expect(await failure(git.run(STATUS, place))).toMatchObject({
      status: 'unavailable',
      code: 'git_missing',
    });
  });

  test('a work tree that vanished', async () => {
    await rm(repo.path, { recursive: true });
    expect(await failure(git.run(STATUS, place))).toMatchObject({ status: 'error', code: 'git_not_started' });
  });

  test('a filter that cannot be switched off keeps the repository unread', async () => {
    await writeFile(
      join(repo.path, '.git/config'),
      Buffer.concat([
        Buffer.from('[core]\n\tbare = false\n[filter "a'),
        Buffer.of(0xff),
        Buffer.from('"]\n\tclean = x\n'),
      ]),
    );
    expect(await failure(git.run(STATUS, place))).toMatchObject({
      status: 'error',
      code: 'unsafe_filter_name',
    });
  });

  test('file names given as input are asked for as they are', async () => {
    await repo.git('config', 'filter.x.clean', 'cat');
    await repo.write('.gitattributes', 'a* filter=x\n');
    const input = Buffer.concat([Buffer.from('a\nb\0'), Buffer.of(0xff, 0)]);
    const answer = await git.run(['check-attr', '-z', '--stdin', 'filter'], { ...place, input });
    expect(answer.silencedFilters).toEqual(['x']);
    expect(answer.stdout).toEqual(
      Buffer.concat([
        Buffer.from('a\nb\0filter\0x\0'),
        Buffer.of(0xff, 0),
        Buffer.from('filter\0unspecified\0'),
      ]),
    );
  });
});

describe.skipIf(process.platform === 'win32')('the neutral environment alone', () => {
  test('keeps hooks from running even where git writes', async () => {
    const marker = join(folder.path, 'marker');
    for (const name of ['pre-commit', 'post-index-change', 'reference-transaction']) {
      await repo.write(`.git/hooks/${name}`, `#!/bin/sh\necho ${name} >> '${marker}'\n`);
      await chmod(join(repo.path, '.git/hooks', name), 0o755);
    }
    const commit = ['commit', '--allow-empty', '-qm', 'x'];
    const env = neutralEnv({}, place, []);
    expect((await tryGit(repo.path, commit, env)).exitCode).toBe(0);
    expect(existsSync(marker)).toBe(false);
    await tryGit(repo.path, commit);
    expect(existsSync(marker)).toBe(true);
  });

  test('lets no protocol through, for gits that know nothing of GIT_NO_LAZY_FETCH', async () => {
    const env = neutralEnv({}, place, []);
    const other = await makeRepo(join(folder.path, 'other'));
    const listRemote = ['-c', 'protocol.allow=always', 'ls-remote', other.path];
    expect((await tryGit(repo.path, listRemote)).exitCode).toBe(0);
    expect((await tryGit(repo.path, listRemote, env)).stderr).toContain("transport 'file' not allowed");
  });

  test('puts the work tree where it was told to, whatever is configured', async () => {
    await repo.git('config', 'core.worktree', '/etc');
    const top = ['rev-parse', '--show-toplevel'];
    expect((await tryGit(repo.path, top)).stdout.toString()).toBe('/etc\n');
    expect((await tryGit(repo.path, top, neutralEnv({}, place, []))).stdout.toString()).toBe(
      `${repo.path}\n`,
    );
  });

  test('takes along nothing but a list of harmless variables', () => {
    const source = {
      PATH: '/bin',
      Home: '/h',
      GIT_DIR: 'x',
      GIT_NEW_IN_3: 'x',
      EDITOR: 'x',
      LD_PRELOAD: 'x',
      PREFIX: 'x',
    };
    const env = neutralEnv(source, undefined, []);
    expect(env).toMatchObject({ PATH: '/bin', Home: '/h' });
    for (const name of ['GIT_DIR', 'GIT_NEW_IN_3', 'EDITOR', 'LD_PRELOAD', 'PREFIX'])
      expect(env).not.toHaveProperty(name);
  });
});

describe.skipIf(process.platform === 'win32')('finding git', () => {
  test('by absolute entries of PATH, and never inside the folder that is looked at', async () => {
    const inside = await fakeGit('');
    const PATH = `:.:bin:${join(folder.path, 'bin')}`;
    expect(findGit({ PATH })).toBe(inside);
    expect(findGit({ PATH }, folder.path)).toBeUndefined();
    // It is there, but only seen from the current folder.
    expect(findGit({ PATH: relative(process.cwd(), join(folder.path, 'bin')) })).toBeUndefined();
    expect(findGit({})).toBeUndefined();
    await mkdir(join(folder.path, 'linked'));
    await symlink(inside, join(folder.path, 'linked/git'));
    expect(findGit({ PATH: join(folder.path, 'linked') }, join(folder.path, 'bin'))).toBeUndefined();
    expect(findGit({ PATH: join(folder.path, 'linked') }, repo.path)).toBe(join(folder.path, 'linked/git'));
  });

  test('versions', () => {
    for (const said of [
      'git version 2.31.0',
      'git version 2.39.5 (Apple Git-154)',
      'git version 3.0.0.windows.1',
    ]) {
      expect(() => {
        requireRecentGit(said, 'git');
      }).not.toThrow();
    }
    for (const said of ['git version 2.30.9', 'git version 1.99', '', 'hub version 2.40']) {
      expect(() => {
        requireRecentGit(said, 'git');
      }).toThrow('git 2.31 or newer is needed');
    }
  });
});
