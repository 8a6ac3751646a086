// @ts-check
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { run } from '../../scripts/lib/proc.mjs';

/**
 * Makes a repository of `files` committed text files, 20 to a folder, and leaves it as people's are: one in a hundred (and
 * one at least) is modified, as many are new.
 * @param {string} folder an empty one
 * @param {number} files
 * @param {AbortSignal} signal
 */
export async function makeRepository(folder, files, signal) {
  const git = async (/** @type {string[]} */ ...args) => {
    const env = { ...process.env, GIT_CONFIG_GLOBAL: os.devNull, GIT_CONFIG_NOSYSTEM: '1' };
    const who = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com', '-c', 'gc.auto=0'];
    const { code, stderr } = await run('git', [...who, ...args], { cwd: folder, env, signal });
    if (code !== 0) throw new Error(`git ${args.join(' ')} failed: ${stderr}`);
  };
  const file = (/** @type {number} */ at) =>
    path.join(folder, `folder-${Math.floor(at / 20)}`, `file-${at}.txt`);
  await git('init', '-q', '-b', 'main');
  for (let at = 0; at < files; at++) {
    fs.mkdirSync(path.dirname(file(at)), { recursive: true });
    fs.writeFileSync(file(at), `file ${at}\n`.repeat(40));
  }
  await git('add', '-A');
  await git('commit', '-q', '-m', 'All files');
  const changed = Math.max(1, Math.round(files / 100));
  for (let at = 0; at < changed; at++) {
    fs.appendFileSync(file(at * 7 < files ? at * 7 : at), 'changed\n');
    fs.writeFileSync(path.join(folder, `new-${at}.txt`), 'new\n');
  }
  // git looks into every file that is as new as its index ("racily clean"); a second later it trusts the times.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await git('update-index', '-q', '--refresh').catch(() => undefined);
}
