import { execFile, type ExecFileException } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface GitResult {
  stdout: Buffer;
  stderr: string;
  exitCode: number;
}

/** A git of the tests' own: nothing of the machine's configuration or of the caller's `GIT_*` variables. */
export function testGitEnv(extra: Record<string, string> = {}): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: join(tmpdir(), 'no-home-for-git'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_AUTHOR_NAME: 'A Tester',
    GIT_AUTHOR_EMAIL: 'tester@example.com',
    GIT_COMMITTER_NAME: 'A Tester',
    GIT_COMMITTER_EMAIL: 'tester@example.com',
    GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
    GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
    LC_ALL: 'C',
    ...extra,
  };
}

/** Runs a bare git; any exit code is an answer. `GIT_*` in `extra` reach it. */
export function tryGit(
  cwd: string,
  args: readonly string[],
  extra: Record<string, string> = {},
): Promise<GitResult> {
  return new Promise((resolve) => {
    const options = { cwd, env: testGitEnv(extra), encoding: 'buffer' as const, maxBuffer: 64 * 1024 * 1024 };
    execFile('git', [...args], options, (error: ExecFileException | null, stdout: Buffer, stderr: Buffer) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ stdout, stderr: stderr.toString('utf8'), exitCode });
    });
  });
}

/** A real repository in a folder of its own. */
export class GitRepo {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** @throws Error when git fails. */
  async git(...args: string[]): Promise<string> {
    const { stdout, stderr, exitCode } = await tryGit(this.path, args);
    if (exitCode !== 0) throw new Error(`git ${args.join(' ')} failed (${exitCode}): ${stderr}`);
    return stdout.toString('utf8');
  }

  async write(name: string, content: string | Buffer): Promise<void> {
    const path = join(this.path, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }

  /** Writes the files, adds everything and commits. */
  async commit(files: Record<string, string> = {}, message = 'a commit'): Promise<void> {
    for (const [name, content] of Object.entries(files)) await this.write(name, content);
    await this.git('add', '-A');
    await this.git('commit', '-q', '--allow-empty', '-m', message);
  }
}

/** A temporary folder (its real path), removed by `remove`. */
export async function makeTempDir(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'execution-layer-')));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** `git init` in `path`, which is made when missing. */
export async function makeRepo(path: string, ...initArgs: string[]): Promise<GitRepo> {
  await mkdir(path, { recursive: true });
  const repo = new GitRepo(path);
  await repo.git('init', '-q', '-b', 'main', ...initArgs);
  return repo;
}
