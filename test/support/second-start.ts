import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { launchOptions } from '../../scripts/lib/launch.mjs';

/** Starts the app once more on a folder, as a person would who clicks on its icon again. @returns the exit code */
export async function startAgain(userData: string): Promise<number | null> {
  const { executablePath, args, env } = launchOptions({ userData });
  // Without what waits for a test to take hold of it.
  const own = args.filter((arg, index) => arg !== '-r' && args[index - 1] !== '-r');
  const child = spawn(executablePath, own, {
    env: { ...env, EXECUTION_LAYER_REQUIRE: '' },
    stdio: 'ignore',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}
