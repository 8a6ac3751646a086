// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Starts a program that says nothing, and answers once it has started: one that is not there is its measure's failure, not the
 * end of all of them.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import('node:child_process').ChildProcess>}
 * @throws the system's error, such as ENOENT
 */
export async function spawned(command, args, env) {
  const child = spawn(command, args, { env, stdio: 'ignore' });
  await once(child, 'spawn');
  return child;
}
