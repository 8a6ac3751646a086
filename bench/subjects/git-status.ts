import childProcess, { type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { createChildOwner } from '../../src-main/platform/children.ts';
import { createGitRunner } from '../../src-main/platform/git.ts';
import { checkPath } from '../../src-main/platform/guarded-path.ts';
import type { Consulting, RunPlatform } from '../../src-main/platform/platform.ts';
import { DEFAULT_SETTINGS } from '../../src-main/settings/defaults.ts';
import { gitStatus } from '../../src-main/tools/git-status/git-status.ts';

/*
 * The tool's whole work, its plan and its run, against the very commands that it starts, spawned bare one after the other.
 */

const ROUNDS = 60;
const WARM_UPS = 8;

interface Command {
  file: string;
  args: readonly string[];
  cwd: SpawnOptions['cwd'];
  env: NodeJS.ProcessEnv;
}

const realSpawn = childProcess.spawn;

/** Notes what is really started while `work` goes on: nothing here knows the tool's commands or environment by itself. */
async function commandsOf(work: () => Promise<unknown>): Promise<Command[]> {
  const commands: Command[] = [];
  const noting = (file: string, args: readonly string[], options: SpawnOptions): ChildProcess => {
    commands.push({ file, args, cwd: options.cwd, env: { ...options.env } });
    return realSpawn(file, args, options);
  };
  childProcess.spawn = noting as typeof realSpawn;
  try {
    await work();
  } finally {
    childProcess.spawn = realSpawn;
  }
  return commands;
}

/** As little as a program can do to get git's answer. */
async function bare({ file, args, cwd, env }: Command): Promise<number> {
  const child = realSpawn(file, args, { ...(cwd === undefined ? {} : { cwd }), env });
  let bytes = 0;
  child.stdout.on('data', (chunk: Buffer) => (bytes += chunk.length));
  child.stderr.resume();
  child.stdin.end();
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with code ${code}.`);
  return bytes;
}

function unused(): never {
  throw new Error('git_status has no business with this.');
}

const noDesktop = {
  availability: unused,
  view: unused,
  keys: unused,
  noQuestion: unused,
  picture: unused,
  take: unused,
};
const consult: Consulting = {
  ollamaAddress: unused,
  providers: unused,
  findBrowser: unused,
  ollama: unused,
  withPage: unused,
  report: unused,
};

async function throughTool(root: string): Promise<unknown> {
  const settings = { ...DEFAULT_SETTINGS, workspace_roots: [root] };
  const signal = new AbortController().signal;
  const deadline = performance.now() + 60_000;
  const children = createChildOwner();
  const platform: RunPlatform = {
    checkPath,
    git: createGitRunner({ signal, deadline, report: () => undefined }, children),
    http: { get: unused },
    workers: { run: unused },
    consult,
    desktop: noDesktop,
    browser: { open: unused },
  };
  const args = gitStatus.args.parse({});
  const plan = await gitStatus.plan(args, {
    settings,
    signal,
    platform: { checkPath, consult, desktop: noDesktop },
  });
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
  return gitStatus.result.parse(await gitStatus.run({ plan, args }, context));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

async function main(): Promise<void> {
  const { root } = JSON.parse(process.argv[2] ?? '') as { root: string };
  for (let round = 0; round < WARM_UPS; round++) await throughTool(root);
  const commands = await commandsOf(() => throughTool(root));
  if (commands.length === 0) throw new Error('The tool started no git that could be seen.');
  const runBare = async (): Promise<void> => {
    for (const command of commands) await bare(command);
  };
  const times: { tool: number[]; bare: number[] } = { tool: [], bare: [] };
  for (let round = -WARM_UPS; round < ROUNDS; round++) {
    const [tool, plain] = [await timed(() => throughTool(root)), await timed(runBare)];
    if (round < 0) continue;
    times.tool.push(tool);
    times.bare.push(plain);
  }
  process.stdout.write(JSON.stringify({ ...times, commands: commands.map(({ args }) => args.join(' ')) }));
}

void main();
