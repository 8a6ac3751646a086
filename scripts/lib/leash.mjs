// @ts-check
// node leash.mjs OPTIONS COMMAND ARGS... : runs the command; when the pipe on descriptor 3 closes (its owner let
// go or died) everything in this process group is ended. Exit code and signal are the command's.
import { spawn, spawnSync } from 'node:child_process';
import net from 'node:net';
import os from 'node:os';

const [, , options = '{}', command = '', ...args] = process.argv;
const { shell, sweep, extra, graceMs, low } =
  /** @type {{shell: boolean, sweep: boolean, extra: number, graceMs: number, low: boolean}} */ (
    JSON.parse(options)
  );

// What is started from here on has it too.
if (low) os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);

const groups = process.platform !== 'win32';
const child = spawn(command, args, {
  shell,
  windowsHide: true,
  // The leader of a group of its own, so that all it starts can be ended without ending this process.
  detached: groups,
  stdio: ['inherit', 'inherit', 'inherit', ...Array.from({ length: extra }, (_, at) => 4 + at)],
});
const owner = new net.Socket({ fd: 3, readable: true, writable: false });

function endGroup() {
  if (child.pid === undefined) return;
  if (!groups) return void spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F']);
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: nobody is left. EPERM is macOS's word for a group of zombies.
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

let ending = false;
function end() {
  if (ending) return;
  ending = true;
  if (!groups) return endGroup();
  // Asked first, and alone: its children are for it to end in good order. Then made to, and the whole group.
  child.kill('SIGTERM');
  setTimeout(endGroup, graceMs);
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => child.kill(signal));
}
owner.on('error', end).on('close', end).resume();
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.on('exit', (code, signal) => {
  owner.removeAllListeners().destroy();
  if (ending || sweep) endGroup();
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
