import { spawn, type ChildProcess } from 'node:child_process';
import { electronArgs, electronEnv, environmentSwitches } from '../../scripts/lib/electron-args.mjs';
import { packedExecutable } from '../../scripts/lib/pack-run.mjs';
import { resolveRuntime } from '../../scripts/lib/runtime.mjs';
import { CHECKOUT } from './app.ts';

/** Which app: the built checkout, or one that `npm run pack` has made. */
export type Which = 'built' | 'ship' | 'test';

/**
 * Starts the app as a person or the system does, without Playwright, which has it listen for its own debuggers. It is the leader of
 * a process group of its own; whoever starts it ends it.
 * @param which what the other tests drive, unless told
 */
export function spawnApp(
  userData: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = process.env,
  which: Which = process.env['EXECUTION_LAYER_PACKED'] === '1' ? 'test' : 'built',
): ChildProcess {
  const { switches } = environmentSwitches({
    platform: process.platform,
    uid: process.getuid?.(),
    virtual: true,
  });
  const own = [`--user-data-dir=${userData}`, ...args];
  const [file, given] =
    which === 'built'
      ? [resolveRuntime().path, electronArgs({ switches, app: CHECKOUT, args: own })]
      : [packedExecutable(which), [...switches, ...own]];
  return spawn(file, given, { env: electronEnv(env), stdio: 'ignore', detached: true });
}

/** Resolves to a process's exit code. */
export const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((done) => child.once('exit', done));
