import { spawn } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DEFAULT_SETTINGS } from '../../../../src-main/settings/defaults.ts';
import { checkPath } from '../../../../src-main/platform/guarded-path.ts';
import { gitStatus } from '../../../../src-main/tools/git-status/git-status.ts';
import { type GitRepo, makeRepo, makeTempDir } from '../../../support/git-repo.ts';
import { planStatus } from '../../../support/git-status-run.ts';
import { noConsult } from '../../../support/no-consult.ts';
import { noDesktop } from '../../../support/no-desktop.ts';

let folder: Awaited<ReturnType<typeof makeTempDir>>;
let workspace: string;
let repo: GitRepo;

beforeEach(async () => {
  folder = await makeTempDir();
  workspace = join(folder.path, 'workspace');
  repo = await makeRepo(join(workspace, 'repo'));
});
afterEach(() => folder.remove());

const failure = (plan: Promise<unknown>): Promise<unknown> =>
  plan.then(
    () => 'no error',
    (error: unknown) => error,
  );
const text = (part: string): string => expect.stringContaining(part) as string;

describe('which folder', () => {
  test('the only workspace folder is the default, and a relative path starts there', async () => {
    expect(await planStatus([repo.path])).toMatchObject({
      summary: `Read the git status of ${repo.path}`,
      risk: 'low',
      steps: 1,
      facts: { root: repo.path, realPath: repo.path, workTree: repo.path, gitDir: join(repo.path, '.git') },
    });
    expect((await planStatus([workspace], { cwd: 'repo' })).facts).toMatchObject({ realPath: repo.path });
  });

  test('no workspace, several without a choice, and a folder that is gone', async () => {
    expect(await failure(planStatus([]))).toMatchObject({
      status: 'unavailable',
      code: 'no_workspace',
      message: 'Choose a workspace folder in Settings.',
    });
    for (const args of [{}, { cwd: 'repo' }]) {
      expect(await failure(planStatus([workspace, '/other'], args))).toMatchObject({
        status: 'invalid_args',
        code: 'cwd_ambiguous',
        message: text(`${workspace}, /other`),
      });
    }
    expect((await planStatus([workspace, '/other'], { cwd: repo.path })).refusal).toBeUndefined();
    const gone = join(folder.path, 'gone');
    expect(await failure(planStatus([gone]))).toMatchObject({
      code: 'workspace_missing',
      message: text(gone),
    });
  });

  test('a missing folder, a file, and values that are no path', async () => {
    expect(await failure(planStatus([workspace], { cwd: 'nothing' }))).toMatchObject({
      status: 'invalid_args',
      code: 'cwd_missing',
    });
    await repo.write('file', '1');
    expect(await failure(planStatus([workspace], { cwd: 'repo/file' }))).toMatchObject({
      status: 'invalid_args',
      code: 'cwd_not_a_folder',
    });
    for (const bad of [{ cwd: '' }, { cwd: 'a\0b' }, { cwd: 1 }, { path: 'x' }, { cwd: 'x'.repeat(4097) }]) {
      expect(gitStatus.args.safeParse(bad).success).toBe(false);
    }
  });

  test('every argument is described, for forms and other callers', () => {
    const schema = z.toJSONSchema(gitStatus.args) as { properties: Record<string, { description?: string }> };
    expect(schema.properties['cwd']?.description).toMatch(/workspace folder/);
  });

  test('availability asks for a workspace', async () => {
    const look = (roots: string[]): unknown =>
      gitStatus.availability({
        settings: { ...DEFAULT_SETTINGS, workspace_roots: roots },
        signal: new AbortController().signal,
        platform: { checkPath, consult: noConsult, desktop: noDesktop },
      });
    expect(await look([])).toMatchObject({ ok: false, fix: text('Settings') });
    expect(await look([workspace])).toEqual({ ok: true });
  });
});

describe('refused by the workspace guard', () => {
  const refused = async (cwd: string, roots = [workspace]): Promise<void> => {
    const plan = await planStatus(roots, { cwd });
    expect(plan.refusal).toEqual({ guard: 'workspace', message: text('outside') });
    expect(plan.effects).toEqual([]);
  };

  test('a path outside, by .., by a link, and a sibling with the same beginning', async () => {
    await makeRepo(join(folder.path, 'workspace-other'));
    await refused('/etc');
    await refused('../workspace-other');
    await refused(join(folder.path, 'workspace-other'));
    await symlink(join(folder.path, 'workspace-other'), join(workspace, 'link'));
    await refused('link');
  });

  test('a folder of a repository whose top lies above the workspace', async () => {
    await repo.commit({ 'inner/a': '1' });
    await refused(join(repo.path, 'inner'), [join(repo.path, 'inner')]);
    // Also when its git directory lies inside.
    await mkdir(join(workspace, 'plain'));
    await writeFile(join(folder.path, '.git'), `gitdir: ${repo.path}/.git\n`);
    await refused(join(workspace, 'plain'));
  });

  test('a .git file or link that points outside', async () => {
    const other = await makeRepo(join(folder.path, 'other'));
    for (const name of ['a', 'b', 'c']) await mkdir(join(workspace, name));
    await writeFile(join(workspace, 'a/.git'), `gitdir: ${other.path}/.git\n`);
    await refused('a');
    await writeFile(join(workspace, 'b/.git'), 'gitdir: ../../other/.git\n');
    await refused('b');
    await symlink(join(other.path, '.git'), join(workspace, 'c/.git'));
    await refused('c');
    // The same within the workspace is allowed: work trees and submodules are made so.
    expect((await planStatus([folder.path], { cwd: join(workspace, 'a') })).facts).toMatchObject({
      gitDir: join(other.path, '.git'),
    });
  });

  test('a common directory, a part of .git, or borrowed objects outside', async () => {
    const other = await makeRepo(join(folder.path, 'other'));
    await other.commit({ a: '1' });
    await repo.git('worktree', 'add', '-q', '--orphan', 'x', '../side').catch(async () => {
      await repo.commit({ a: '1' });
      await repo.git('worktree', 'add', '-q', '../side');
    });
    const commondir = join(repo.path, '.git/worktrees/side/commondir');
    await writeFile(commondir, `${other.path}/.git\n`);
    await refused('side');
    await writeFile(commondir, '../..\n');
    expect((await planStatus([workspace], { cwd: 'side' })).refusal).toBeUndefined();

    for (const part of ['index', 'config', 'objects']) {
      await rename(join(repo.path, '.git', part), join(repo.path, 'kept'));
      await symlink(join(other.path, '.git', part), join(repo.path, '.git', part));
      await refused('repo');
      await rename(join(repo.path, 'kept'), join(repo.path, '.git', part)).catch(async () => {
        await rename(join(repo.path, '.git', part), join(repo.path, `.git/old-${part}`));
        await rename(join(repo.path, 'kept'), join(repo.path, '.git', part));
      });
      expect((await planStatus([workspace], { cwd: 'repo' })).refusal).toBeUndefined();
    }

    const middle = await makeRepo(join(workspace, 'middle'));
    await repo.write('.git/objects/info/alternates', '# a remark\n../../../middle/.git/objects\n');
    expect((await planStatus([workspace], { cwd: 'repo' })).refusal).toBeUndefined();
    await middle.write('.git/objects/info/alternates', `${other.path}/.git/objects\n`);
    await refused('repo');
  });
});

describe('planning has no effects', () => {
  test('no process is started, and nothing in the repository changes', async () => {
    await repo.commit({ a: '1' });
    const started: unknown[] = [];
    const note = (child: unknown): void => void started.push(child);
    subscribe('child_process', note);
    const index = await readFile(join(repo.path, '.git/index'));
    await planStatus([workspace], { cwd: repo.path });
    expect(started).toEqual([]);
    expect(await readFile(join(repo.path, '.git/index'))).toEqual(index);
    // The channel does tell of processes.
    spawn('true');
    expect(started).toHaveLength(1);
    unsubscribe('child_process', note);
  });

  test('the facts change when another folder takes the place', async () => {
    const before = await planStatus([workspace], { cwd: 'repo' });
    expect(await planStatus([workspace], { cwd: 'repo' })).toEqual(before);
    await rename(repo.path, `${repo.path}-moved`);
    await makeRepo(repo.path);
    expect((await planStatus([workspace], { cwd: 'repo' })).facts).not.toEqual(before.facts);
  });

  test.skipIf(process.platform === 'win32')(
    'a pipe in place of a file of .git does not hold it up',
    async () => {
      const { execFileSync } = await import('node:child_process');
      await mkdir(join(workspace, 'pipe'));
      execFileSync('mkfifo', [join(repo.path, '.git/commondir'), join(workspace, 'pipe/.git')]);
      expect(await failure(planStatus([workspace], { cwd: 'repo' }))).toMatchObject({
        code: 'repository_broken',
      });
      expect(await failure(planStatus([workspace], { cwd: 'pipe' }))).toMatchObject({
        code: 'not_a_repository',
      });
    },
  );
});
