// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { run } from './proc.mjs';

/**
 * How to call npm without a shell where that is possible: the script that is running us, if that is npm; the npm
 * that came with this Node; else whatever `npm` the PATH has (a `.cmd` file on Windows, which needs a shell).
 * @param {{env: NodeJS.ProcessEnv, platform: NodeJS.Platform, execPath: string, exists: (file: string) => boolean}} host
 * @returns {{command: string, args: string[], shell: boolean}}
 */
export function npmCommand({ env, platform, execPath, exists }) {
  const p = platform === 'win32' ? path.win32 : path.posix;
  const running = env['npm_execpath'];
  // yarn and pnpm set the same variable to their own script.
  if (running && /^npm-cli\.c?js$/.test(p.basename(running)) && exists(running)) {
    return { command: execPath, args: [running], shell: false };
  }
  const modules = platform === 'win32' ? 'node_modules' : p.join('..', 'lib', 'node_modules');
  const beside = p.join(p.dirname(execPath), modules, 'npm', 'bin', 'npm-cli.js');
  if (exists(beside)) return { command: execPath, args: [beside], shell: false };
  return { command: 'npm', args: [], shell: platform === 'win32' };
}

/**
 * Runs npm.
 * @param {readonly string[]} args
 * @param {import('./proc.mjs').RunOptions} options
 */
export function npm(args, options) {
  const { env = process.env, platform, execPath } = process;
  const found = npmCommand({ env, platform, execPath, exists: fs.existsSync });
  return run(found.command, [...found.args, ...args], { ...options, shell: found.shell });
}
