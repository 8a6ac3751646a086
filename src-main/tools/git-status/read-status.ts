import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { gitFailed } from '../../platform/git.ts';
import type { GitOutput, GitRunner } from '../../platform/platform.ts';
import { ToolError } from '../../platform/tool-error.ts';
import { nameText } from './names.ts';
import { toPorcelainV1 } from './porcelain-v1.ts';
import { parsePorcelainV2, PorcelainError, type StatusEntry, type StatusReport } from './porcelain-v2.ts';
import type { GitStatusResult } from './schema.ts';

/** About 150,000 changed files. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Untracked folders are one entry each, and numbers are always counted, whatever `status.*` is configured. Never empty
 * output: `--branch` (simple-git waits 50 ms for a git that prints nothing).
 */
export const STATUS_ARGS = [
  ...['status', '--porcelain=v2', '-z', '--branch', '--ahead-behind', '--untracked-files=normal'],
] as const;
export const CHECK_FILTER_ARGS = ['check-attr', '-z', '--stdin', 'filter'] as const;

interface Place {
  workTree: string;
  gitDir: string;
}

/** A partial clone whose contents for comparing renames were never fetched, and are not fetched now. */
const MISSING_OBJECT = /^fatal: (?:unable to read|could not fetch) [0-9a-f]{40,64}/m;
const NO_RENAMES_NOTE =
  'The repository is a partial clone, and contents that git needs to find renames are not here: a renamed file is shown as ' +
  'one that was deleted and one that was added.';

const SUBMODULES_NOTE =
  'The repository has submodules. They are compared by their commits alone: changes inside of them are not looked for, since ' +
  'a git of their own would have to run there.';

/** What git itself would have looked for is said where it was not: a silent `clean` would be wrong. */
async function submoduleNotes(workTree: string): Promise<string[]> {
  const found = await lstat(join(workTree, '.gitmodules')).catch(() => undefined);
  return found === undefined ? [] : [SUBMODULES_NOTE];
}

async function runStatus(git: GitRunner, place: Place): Promise<{ output: GitOutput; notes: string[] }> {
  const options = { ...place, maxBytes: MAX_BYTES };
  const output = await git.run(STATUS_ARGS, options);
  if (output.exitCode === 0) return { output, notes: [] };
  if (!MISSING_OBJECT.test(output.stderr)) throw gitFailed(output, place.workTree);
  const second = await git.run([...STATUS_ARGS, '--no-renames'], options);
  if (second.exitCode !== 0) throw gitFailed(second, place.workTree);
  return { output: second, notes: [NO_RENAMES_NOTE] };
}

function parse(stdout: Buffer): StatusReport {
  try {
    return parsePorcelainV2(stdout);
  } catch (error) {
    if (!(error instanceof PorcelainError)) throw error;
    throw new ToolError(
      'error',
      'git_unexpected_output',
      `git's answer could not be understood. ${error.message}`,
      {
        cause: error,
      },
    );
  }
}

/** Entries whose content in the work tree a filter would have translated before comparing. */
async function findUnfiltered(
  git: GitRunner,
  place: Place,
  entries: readonly StatusEntry[],
  silenced: readonly string[],
): Promise<ReadonlySet<StatusEntry>> {
  const candidates = entries.filter(
    ({ kind, index, workingTree, submodule }) =>
      kind !== 'untracked' && kind !== 'ignored' && index !== 'D' && workingTree !== 'D' && !submodule,
  );
  if (silenced.length === 0 || candidates.length === 0) return new Set();
  const input = Buffer.concat(candidates.flatMap(({ path }) => [path, Buffer.of(0)]));
  const answer = await git.run(CHECK_FILTER_ARGS, { ...place, maxBytes: 2 * MAX_BYTES, input });
  if (answer.exitCode !== 0) throw gitFailed(answer, place.workTree);
  // Three fields for each path, in the order asked: path, attribute, value.
  const fields = answer.stdout.toString('latin1').split('\0');
  if (fields.length !== 3 * candidates.length + 1) {
    throw new ToolError('error', 'git_unexpected_output', 'git check-attr did not answer for every file.');
  }
  const names = new Set(silenced.map((name) => Buffer.from(name, 'utf8').toString('latin1')));
  return new Set(candidates.filter((_, at) => names.has(fields[3 * at + 2] ?? '')));
}

function toFile(entry: StatusEntry, unfiltered: boolean): GitStatusResult['files'][number] {
  const path = nameText(entry.path);
  const origPath = entry.origPath === undefined ? undefined : nameText(entry.origPath);
  return {
    path: path.text,
    ...(path.base64 === undefined ? {} : { pathBase64: path.base64 }),
    index: entry.index,
    workingTree: entry.workingTree,
    ...(origPath === undefined ? {} : { origPath: origPath.text }),
    ...(origPath?.base64 === undefined ? {} : { origPathBase64: origPath.base64 }),
    ...(entry.kind === 'unmerged' ? { conflict: true as const } : {}),
    ...(entry.submodule ? { submodule: true as const } : {}),
    ...(unfiltered ? { unfiltered: true as const } : {}),
  };
}

/** The status of the work tree at `place`, both real paths. */
export async function readStatus(git: GitRunner, place: Place): Promise<GitStatusResult> {
  const { output, notes } = await runStatus(git, place);
  const report = parse(output.stdout);
  const unfiltered = await findUnfiltered(git, place, report.entries, output.silencedFilters);
  const without = report.upstream === null ? 0 : null;
  return {
    root: place.workTree,
    branch: report.head === null ? null : nameText(report.head).text,
    head: report.oid,
    upstream: report.upstream === null ? null : nameText(report.upstream).text,
    ahead: report.ahead ?? without,
    behind: report.behind ?? without,
    clean: report.entries.length === 0,
    files: report.entries.map((entry) => toFile(entry, unfiltered.has(entry))),
    porcelain: toPorcelainV1(report.entries),
    notes: [...notes, ...(await submoduleNotes(place.workTree))],
  };
}
