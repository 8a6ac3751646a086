// @ts-check
import fs from 'node:fs';

/**
 * Processes that carry a mark in their environment, which children inherit however they detach. Linux only: elsewhere
 * another process's environment cannot be read, and the answer is empty.
 * @param {string} mark `NAME=value`
 * @returns {{pid: number, command: string}[]}
 */
export function marked(mark) {
  if (process.platform !== 'linux') return [];
  const found = [];
  for (const name of fs.readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    try {
      if (!fs.readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark)) continue;
      const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, 3).join(' ');
      // Empty: it has ended already.
      if (command !== '') found.push({ pid, command: command.trim() });
    } catch {
      // It ended meanwhile, or belongs to someone else and so is not ours.
    }
  }
  return found;
}

/**
 * Ends every process that carries the mark.
 * @param {string} mark
 * @param {{settleMs?: number}} [options] how long those that are just ending may take
 * @returns {Promise<string[]>} the commands of those that had to be ended
 */
export async function endMarked(mark, { settleMs = 2000 } = {}) {
  const until = Date.now() + settleMs;
  while (marked(mark).length > 0 && Date.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 100));
  const left = marked(mark);
  for (const { pid } of left) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
    }
  }
  return left.map(({ command }) => command);
}
