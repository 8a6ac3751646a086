import { z } from 'zod';
import type { Plan } from '../../../src-preload/contract/types.ts';
import { plannedGitEffects } from '../../platform/git.ts';
import { findGit, gitMissing } from '../../platform/git-binary.ts';
import { locateRepository } from '../../platform/git-locate.ts';
import { defineTool } from '../tool.ts';
import { readStatus, STATUS_ARGS } from './read-status.ts';
import { gitStatusArgs, gitStatusResult } from './schema.ts';
import { findWhere } from './where.ts';

const PLAN = { risk: 'low', steps: 1 } as const;

/** What the status depends on; paths are real. `root` is the workspace folder. */
const gitStatusFacts = z.object({ workTree: z.string(), gitDir: z.string() });

function refused(asked: string, message: string): Plan {
  const summary = `Read the git status of ${asked}`;
  return { ...PLAN, summary, effects: [], facts: { asked }, refusal: { guard: 'workspace', message } };
}

/**
 * `git status` of a repository inside the workspace. Planning reads the file system only; running starts a git that runs
 * nothing of the repository.
 */
export const gitStatus = defineTool({
  name: 'git_status',
  aliases: [],
  title: 'Git status',
  description:
    'Tells which files of a git repository in the workspace are changed, staged, untracked or in conflict, on which branch, ' +
    'and how far from its upstream. It changes nothing and runs nothing that the repository names (hooks, filters, helpers).',
  version: '1.0.0',
  risk: 'low',
  repeatable: true,
  args: gitStatusArgs,
  result: gitStatusResult,
  examples: [
    { title: 'The only workspace folder', args: {} },
    { title: 'The folder that a relative path leads to', args: { cwd: '.' } },
  ],

  availability({ settings }) {
    if (settings.workspace_roots.length === 0) {
      const fix = 'Choose a workspace folder in Settings.';
      return Promise.resolve({ ok: false, reason: 'No workspace folder is chosen', fix });
    }
    if (findGit(process.env) !== undefined) return Promise.resolve({ ok: true });
    return Promise.resolve({ ok: false, reason: gitMissing().message });
  },

  async plan({ cwd }, { settings, platform }) {
    const roots = settings.workspace_roots;
    const where = await findWhere(cwd, roots, platform);
    if (!where.ok) return refused(where.asked, where.message);
    const located = await locateRepository(where.path.realPath, roots);
    if (!located.ok) return refused(where.path.realPath, located.message);
    const { workTree, gitDir, commonDir } = located.repository;
    return {
      ...PLAN,
      summary: `Read the git status of ${workTree.realPath}`,
      effects: plannedGitEffects(STATUS_ARGS, { workTree: workTree.realPath, gitDir: gitDir.realPath }),
      facts: {
        ...where.path,
        workTree: workTree.realPath,
        workTreeDev: workTree.dev,
        workTreeIno: workTree.ino,
        gitDir: gitDir.realPath,
        gitDirDev: gitDir.dev,
        gitDirIno: gitDir.ino,
        commonDir: commonDir.realPath,
        commonDirDev: commonDir.dev,
        commonDirIno: commonDir.ino,
      },
    };
  },

  narrows: { actions: [], hosts: false, folders: true },
  reach({ plan }) {
    const { workTree } = plan.facts;
    return { actions: [], hosts: [], folders: typeof workTree === 'string' ? [workTree] : [] };
  },

  async run({ plan }, { platform }) {
    return readStatus(platform.git, gitStatusFacts.parse(plan.facts));
  },
});
