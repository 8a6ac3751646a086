import { existsSync, realpath } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Effect } from '../../src-preload/contract/types.ts';
import type { ChildOwner } from './children.ts';
import { findGit, gitMissing, identityOf, requireRecentGit } from './git-binary.ts';
import { CONFIG_ARGS, parseGuardedConfig, UnnameableFilter, type GuardedConfig } from './git-config.ts';
import { bareRepository } from './git-locate.ts';
import { neutralEnv, type GitPlace } from './git-neutral.ts';
import { spawnGit, type GitAnswer } from './git-spawn.ts';
import type { GitRunner, RunScope } from './platform.ts';
import { ToolError } from './tool-error.ts';

const nativeRealpath = promisify(realpath.native);

/** Names of filters and their commands; a real configuration has a handful. */
const CONFIG_MAX_BYTES = 4 * 1024 * 1024;
const VERSION_MAX_BYTES = 64 * 1024;

/** Each command that is added here must be looked through for what else it could start. */
const READING_COMMANDS: readonly string[] = ['status', 'check-attr'];

/**
 * `git status` goes into every submodule and starts a git there, under that submodule's own configuration and filters. With
 * this it compares the recorded commit only.
 */
const ALWAYS: Readonly<Record<string, readonly string[]>> = { status: ['--ignore-submodules=dirty'] };

/** The arguments that git really gets for a reading command. */
export function fullArgs([command = '', ...rest]: readonly string[]): string[] {
  return ['--no-pager', command, ...(ALWAYS[command] ?? []), ...rest];
}

/** The effects of one reading command: what `run` then reports, but for a first `git version` and a command that needs another. */
export function plannedGitEffects(args: readonly string[], place: GitPlace): Effect[] {
  return [
    readEffect(place),
    ...[CONFIG_ARGS, fullArgs(args)].map((each) => ({
      kind: 'spawn' as const,
      target: 'git',
      detail: each.join(' '),
    })),
  ];
}

function readEffect({ workTree, gitDir }: GitPlace): Effect {
  return { kind: 'read', target: workTree, detail: `with the git directory ${gitDir}` };
}

/** Gits found recent enough, by identity: a version is asked for once, not on every run. */
const recent = new Set<string>();

/** One line of what git said, fit for a message: it may quote file names and configuration of a hostile repository. */
function said(answer: GitAnswer): string {
  const lines = answer.stderr.split('\n').filter((line) => line.trim() !== '');
  const line =
    lines.find((each) => /^(fatal|error): /.test(each)) ?? lines[0] ?? `exit code ${answer.exitCode}`;
  return line.replace(/\p{Cc}/gu, ' ').slice(0, 500);
}

/** For a git command that should have succeeded. */
export function gitFailed(answer: GitAnswer, workTree: string): ToolError {
  const message = `git could not read the repository in ${workTree}: ${said(answer)}`;
  return new ToolError('error', 'git_failed', message, { details: { exitCode: answer.exitCode } });
}

/** A configured work tree other than the folder that holds `.git` is not followed: it may be any folder. */
async function requireOwnWorkTree(configured: string, place: GitPlace): Promise<void> {
  const path = resolve(place.gitDir, configured);
  const real = await nativeRealpath(path).catch(() => path);
  if (real === place.workTree) return;
  const message =
    `The configuration of the repository in ${place.workTree} names another folder as its work tree ` +
    `(core.worktree: ${path}). Only the folder that holds .git is read; nothing was.`;
  throw new ToolError('error', 'work_tree_elsewhere', message);
}

/**
 * The git of one run. Every command is reported to `scope` as it is started, owned by `children`, and ends with
 * `scope.signal`.
 */
export function createGitRunner(scope: RunScope, children: ChildOwner): GitRunner {
  const filtersOf = new Map<string, Promise<readonly string[]>>();

  async function start(
    binary: string,
    args: readonly string[],
    options: { cwd: string; place?: GitPlace; filters?: readonly string[]; maxBytes: number; input?: Buffer },
  ): Promise<GitAnswer> {
    const { cwd, place, filters = [], maxBytes, input } = options;
    const env = neutralEnv(process.env, place, filters);
    scope.report({ kind: 'spawn', target: 'git', detail: args.join(' ') });
    const command = { binary, args, cwd, env, maxBytes, signal: scope.signal };
    return spawnGit(input === undefined ? command : { ...command, input }, children);
  }

  async function usableGit(cwd: string): Promise<string> {
    const binary = findGit(process.env, cwd);
    if (binary === undefined) throw gitMissing();
    const identity = identityOf(binary);
    if (!recent.has(identity)) {
      const answer = await start(binary, ['version'], { cwd, maxBytes: VERSION_MAX_BYTES });
      requireRecentGit(answer.stdout.toString('utf8'), binary);
      recent.add(identity);
    }
    return binary;
  }

  async function readConfig(binary: string, place: GitPlace): Promise<GuardedConfig> {
    scope.report(readEffect(place));
    const options = { cwd: place.workTree, place, maxBytes: CONFIG_MAX_BYTES };
    const answer = await start(binary, CONFIG_ARGS, options);
    if (answer.exitCode !== 0) throw gitFailed(answer, place.workTree);
    try {
      return parseGuardedConfig(answer.stdout, existsSync(join(place.gitDir, 'commondir')));
    } catch (error) {
      if (!(error instanceof UnnameableFilter)) throw error;
      const message =
        `The configuration of the repository in ${place.workTree} has a filter whose name is not UTF-8 ` +
        `(${JSON.stringify(error.message)}). It cannot be switched off, so the repository was not read.`;
      throw new ToolError('error', 'unsafe_filter_name', message, { cause: error });
    }
  }

  async function readFilters(binary: string, place: GitPlace): Promise<readonly string[]> {
    const config = await readConfig(binary, place);
    if (config.bare) throw bareRepository(place.workTree);
    if (config.workTree !== undefined) await requireOwnWorkTree(config.workTree, place);
    return config.filters;
  }

  return {
    async run(args, { workTree, gitDir, maxBytes, input }) {
      if (!READING_COMMANDS.includes(args[0] ?? ''))
        throw new Error(`git ${args[0] ?? ''} is not let through.`);
      const place = { workTree, gitDir };
      const binary = await usableGit(workTree);
      const filters = filtersOf.get(gitDir) ?? readFilters(binary, place);
      filtersOf.set(gitDir, filters);
      const silencedFilters = await filters;
      const options = { cwd: workTree, place, filters: silencedFilters, maxBytes };
      const answer = await start(
        binary,
        fullArgs(args),
        input === undefined ? options : { ...options, input },
      );
      return { ...answer, silencedFilters };
    },
  };
}
