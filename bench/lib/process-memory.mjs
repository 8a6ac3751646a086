// @ts-check
import fs from 'node:fs';

/**
 * Private memory of a process and everything it started: what would be free if the app were not there.
 * @param {number} pid
 * @returns {{processes: number, megabytes: number}}
 */
export function privateMemory(pid) {
  const family = familyMemory(pid);
  const kilobytes = family.reduce((sum, each) => sum + each.kilobytes, 0);
  return { processes: family.length, megabytes: kilobytes / 1024 };
}

/**
 * The same, process by process. `kind`: what Chromium says it is for (`--type=`), else `main`.
 * @param {number} pid
 * @param {{written?: boolean}} [options] `written`: without pages that are as they are in a file, which count or don't by what
 *   other processes happen to map
 * @returns {{pid: number, kind: string, kilobytes: number}[]}
 */
export function familyMemory(pid, { written = false } = {}) {
  const parents = parentsByPid();
  return [...parents.keys()]
    .filter((each) => descendsFrom(each, pid, parents))
    .flatMap((each) => {
      const kilobytes = privateKilobytes(each, written);
      return kilobytes === undefined ? [] : [{ pid: each, kind: kindOf(each), kilobytes }];
    });
}

/** @param {number} pid */
function kindOf(pid) {
  const line = readIfThere(`/proc/${pid}/cmdline`) ?? '';
  const type = /--type=([\w-]+)/.exec(line)?.[1];
  const part = /--utility-sub-type=([\w.]+)/.exec(line)?.[1];
  return [type ?? 'main', part].filter((each) => each !== undefined).join(' ');
}

function parentsByPid() {
  /** @type {Map<number, number>} */
  const parents = new Map();
  for (const name of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readIfThere(`/proc/${name}/stat`);
    // The name of the program stands in parentheses and may hold anything; the parent is the second word after it.
    const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  return parents;
}

/**
 * @param {number} pid
 * @param {number} ancestor
 * @param {ReadonlyMap<number, number>} parents
 */
function descendsFrom(pid, ancestor, parents) {
  for (let at = /** @type {number | undefined} */ (pid); at !== undefined && at > 1; at = parents.get(at)) {
    if (at === ancestor) return true;
  }
  return false;
}

/**
 * How many processes outside of a family run the same program. Pages of the program's file that they map too count as shared
 * and so leave the family's private memory: tens of megabytes for Electron.
 * @param {number} pid the family's first process
 * @param {string} program its executable
 */
export function othersRunning(pid, program) {
  const parents = parentsByPid();
  const real = fs.realpathSync(program);
  return [...parents.keys()].filter((each) => exeOf(each) === real && !descendsFrom(each, pid, parents))
    .length;
}

/** @param {number} pid */
function exeOf(pid) {
  try {
    return fs.readlinkSync(`/proc/${pid}/exe`);
  } catch (error) {
    // Gone, a kernel thread, or somebody else's.
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return undefined;
    throw error;
  }
}

/**
 * @param {number} pid
 * @param {boolean} written
 */
function privateKilobytes(pid, written) {
  const rollup = readIfThere(`/proc/${pid}/smaps_rollup`);
  if (rollup === undefined) return undefined;
  const kinds = written ? 'Dirty|Hugetlb' : 'Clean|Dirty|Hugetlb';
  const fields = [...rollup.matchAll(new RegExp(`^Private_(?:${kinds}):\\s+(\\d+) kB$`, 'gm'))];
  return fields.reduce((sum, field) => sum + Number(field[1]), 0);
}

/**
 * A process may end between being listed and being read.
 * @param {string} file
 */
function readIfThere(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}
