import { lstat, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { checkPath } from './guarded-path.ts';
import type { CheckedPath } from './platform.ts';
import { ToolError } from './tool-error.ts';

/** A repository, every part of which lies inside an allowed root. */
export interface LocatedRepository {
  /** The folder that holds `.git`. */
  workTree: CheckedPath;
  /** What `.git` is or points to. */
  gitDir: CheckedPath;
  /** Where configuration, objects and branches are: `gitDir` itself but for a linked work tree. */
  commonDir: CheckedPath;
}

export type Located = { ok: true; repository: LocatedRepository } | { ok: false; message: string };

/** git's own limit for a `.git` file is 1 MB; a path needs far less. */
const POINTER_MAX_BYTES = 64 * 1024;
/** As in git's object-file.c: alternates of alternates are followed five deep. */
const ALTERNATES_MAX_DEPTH = 5;

class Outside extends Error {}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}

export function bareRepository(folder: string): ToolError {
  const message =
    `${folder} is a bare repository, or the inside of a .git folder: it has no work tree whose status could be told. ` +
    'Choose a folder with a checkout.';
  return new ToolError('error', 'bare_repository', message);
}

async function kindOf(path: string): Promise<'file' | 'directory' | 'other' | 'none'> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? 'directory' : found.isFile() ? 'file' : 'other';
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return 'none';
    throw new ToolError('error', 'repository_unreadable', `${path} cannot be looked at (${code}).`);
  }
}

/** A small text file of the git directory, or undefined when there is none. Never a pipe or a device: those could block. */
async function readSmall(path: string): Promise<string | undefined> {
  const kind = await kindOf(path);
  if (kind === 'none') return undefined;
  const broken = (why: string): ToolError =>
    new ToolError('error', 'repository_broken', `${path} ${why}, so this is not a usable repository.`);
  if (kind !== 'file') throw broken('is not a file');
  if ((await stat(path)).size > POINTER_MAX_BYTES) throw broken('is too large');
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new ToolError('error', 'repository_unreadable', `${path} cannot be read (${codeOf(error)}).`);
  }
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes) || text.includes('\0')) throw broken('is not UTF-8 text');
  return text;
}

/** What git's is_git_directory asks for, but for the content of HEAD; git itself has the last word when it runs. */
async function looksLikeGitDir(path: string): Promise<boolean> {
  try {
    await lstat(join(path, 'HEAD'));
  } catch {
    return false;
  }
  const pointer = await readSmall(join(path, 'commondir'));
  const common = pointer === undefined ? path : resolve(path, pointer.replace(/[\r\n]+$/, ''));
  const kinds = await Promise.all([kindOf(join(common, 'objects')), kindOf(join(common, 'refs'))]);
  return kinds.every((kind) => kind === 'directory');
}

type Found = { workTree: string; gitDir: string } | undefined;

/** What git's discovery would find at `folder` itself. */
async function findAt(folder: string): Promise<Found> {
  const dotGit = join(folder, '.git');
  const kind = await kindOf(dotGit);
  if (kind === 'file') {
    const target = /^gitdir: (.+?)[\r\n]*$/s.exec((await readSmall(dotGit)) ?? '')?.[1];
    if (target === undefined) {
      const message = `${dotGit} is a file without a "gitdir: ..." line, so this is not a usable repository.`;
      throw new ToolError('error', 'repository_broken', message);
    }
    return { workTree: folder, gitDir: resolve(folder, target) };
  }
  if (kind === 'directory' && (await looksLikeGitDir(dotGit))) return { workTree: folder, gitDir: dotGit };
  if (await looksLikeGitDir(folder)) throw bareRepository(folder);
  return undefined;
}

/** Walks up from `start`, as git does. */
async function discover(start: string): Promise<NonNullable<Found>> {
  for (let folder = start; ; folder = dirname(folder)) {
    const found = await findAt(folder);
    if (found !== undefined) return found;
    if (dirname(folder) !== folder) continue;
    const message = `${start} is not in a git repository. Choose a folder that is, or run "git init" there.`;
    throw new ToolError('error', 'not_a_repository', message);
  }
}

/** Refuses a part of the repository that is, or points to, something outside: a repository can be made to name any place. */
async function inside(path: string, roots: readonly string[], what: string): Promise<CheckedPath> {
  const checked = await checkPath(path, roots);
  if (checked.ok) return checked.path;
  if (checked.why === 'outside') {
    throw new Outside(`${what} lies outside of the workspace folders. ${checked.message}`);
  }
  throw new ToolError('error', 'repository_broken', `${what} cannot be used. ${checked.message}`);
}

/** The parts that git reads by name and that could be links. */
const GIT_DIR_PARTS = ['HEAD', 'index', 'config.worktree', 'info', 'info/sparse-checkout', 'refs'];
const COMMON_DIR_PARTS = [
  ...['config', 'info', 'info/exclude', 'info/attributes', 'objects', 'objects/pack', 'objects/info'],
  ...['objects/info/alternates', 'refs', 'refs/heads', 'packed-refs', 'shallow', 'worktrees', 'modules'],
];

async function requireNoLinkOut(
  folder: string,
  parts: readonly string[],
  roots: readonly string[],
): Promise<void> {
  await Promise.all(
    parts.map(async (part) => {
      const path = join(folder, part);
      const found = await lstat(path).catch(() => undefined);
      if (found?.isSymbolicLink() === true) await inside(path, roots, `The link ${path}`);
    }),
  );
}

/** Object stores that the repository borrows from (`git clone --shared`), and those that they borrow from. */
async function requireAlternatesInside(objects: string, roots: readonly string[], depth = 0): Promise<void> {
  const list = await readSmall(join(objects, 'info', 'alternates'));
  if (list === undefined || depth > ALTERNATES_MAX_DEPTH) return;
  for (const line of list.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('"'))
      throw new Outside(`${objects} borrows objects from a place that is written in quotes: ${line}.`);
    const store = await checkPath(resolve(objects, line), roots);
    if (store.ok) await requireAlternatesInside(store.path.realPath, roots, depth + 1);
    else if (store.why === 'outside') {
      const fix = 'Add that folder to the workspace to allow it.';
      throw new Outside(
        `${objects} borrows objects from outside of the workspace folders. ${store.message} ${fix}`,
      );
    }
  }
}

async function findCommonDir(gitDir: CheckedPath, roots: readonly string[]): Promise<CheckedPath> {
  const pointer = await readSmall(join(gitDir.realPath, 'commondir'));
  if (pointer === undefined) return gitDir;
  const path = resolve(gitDir.realPath, pointer.replace(/[\r\n]+$/, ''));
  return inside(path, roots, `The common git directory of ${gitDir.realPath}`);
}

/**
 * Finds the repository of `cwd` (a real path inside `roots`) by reading the file system alone, and holds every place that
 * git would then read against `roots`: the work tree, the git directory that a `.git` file names, the common directory,
 * links among its parts, and borrowed object stores. `ok: false` when one of them lies outside.
 * @throws ToolError `error`: `not_a_repository`, `bare_repository`, `repository_broken`, `repository_unreadable`.
 */
export async function locateRepository(cwd: string, roots: readonly string[]): Promise<Located> {
  const found = await discover(cwd);
  try {
    const workTree = await inside(found.workTree, roots, `The repository of ${cwd}`);
    const gitDir = await inside(found.gitDir, roots, `The git directory of ${found.workTree}`);
    if (!(await looksLikeGitDir(gitDir.realPath))) {
      const message = `${join(found.workTree, '.git')} points to ${gitDir.realPath}, which is not a git directory.`;
      throw new ToolError('error', 'repository_broken', message);
    }
    const commonDir = await findCommonDir(gitDir, roots);
    await Promise.all([
      requireNoLinkOut(gitDir.realPath, GIT_DIR_PARTS, roots),
      requireNoLinkOut(commonDir.realPath, COMMON_DIR_PARTS, roots),
      requireAlternatesInside(join(commonDir.realPath, 'objects'), roots),
    ]);
    return { ok: true, repository: { workTree, gitDir, commonDir } };
  } catch (error) {
    if (error instanceof Outside) return { ok: false, message: error.message };
    throw error;
  }
}
