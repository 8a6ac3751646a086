import type { Effect, Plan } from '../../src-preload/contract/types.ts';
import { createChildOwner } from '../../src-main/platform/children.ts';
import { createGitRunner } from '../../src-main/platform/git.ts';
import { checkPath } from '../../src-main/platform/guarded-path.ts';
import type { RunPlatform } from '../../src-main/platform/platform.ts';
import { DEFAULT_SETTINGS } from '../../src-main/settings/defaults.ts';
import { gitStatus } from '../../src-main/tools/git-status/git-status.ts';
import { gitStatusResult, type GitStatusResult } from '../../src-main/tools/git-status/schema.ts';
import { noConsult } from './no-consult.ts';
import { noDesktop } from './no-desktop.ts';

function unused(): never {
  throw new Error('git_status has no business with this.');
}

export interface StatusRun {
  plan: Plan;
  result: GitStatusResult;
  effects: Effect[];
}

/** Plans as the door does. */
export async function planStatus(roots: string[], args: { cwd?: string } = {}): Promise<Plan> {
  const settings = { ...DEFAULT_SETTINGS, workspace_roots: roots };
  const signal = new AbortController().signal;
  return gitStatus.plan(gitStatus.args.parse(args), {
    settings,
    signal,
    platform: { checkPath, consult: noConsult, desktop: noDesktop },
  });
}

/** Plans and runs, on the real platform; the result is held against the tool's own schema. */
export async function runStatus(
  roots: string[],
  args: { cwd?: string } = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<StatusRun> {
  const settings = { ...DEFAULT_SETTINGS, workspace_roots: roots };
  const plan = await planStatus(roots, args);
  if (plan.refusal !== undefined) throw new Error(`Refused: ${plan.refusal.message}`);
  const effects: Effect[] = [];
  const deadline = performance.now() + 60_000;
  const children = createChildOwner();
  const platform: RunPlatform = {
    checkPath,
    git: createGitRunner({ signal, deadline, report: (effect) => effects.push(effect) }, children),
    http: { get: unused },
    workers: { run: unused },
    consult: noConsult,
    desktop: noDesktop,
    browser: { open: unused },
  };
  const context = {
    settings,
    signal,
    deadline,
    platform,
    onlyHosts: null,
    attempt: 1,
    step: unused,
    artifact: unused,
    evidence: unused,
  };
  try {
    const result = gitStatusResult.parse(await gitStatus.run({ plan, args }, context));
    return { plan, result, effects };
  } finally {
    await children.dispose();
  }
}
