// @ts-check
// node leash.mjs OPTIONS COMMAND ARGS... : runs the command; when the pipe on descriptor 3 closes (its owner let
// go or died) everything in this process group is ended. Exit code and signal are the command's.
import { spawn, spawnSync } from 'node:child_process';
import net from 'node:net';

const GRACE_MS = 3000;
const [, , options = '{}', command = '', ...args] = process.argv;
const { shell, sweep, extra } = /** @type {{shell: boolean, sweep: boolean, extra: number}} */ (
  JSON.parse(options)
);

const child = spawn(command, args, {
  shell,
  windowsHide: true,
  stdio: ['inherit', 'inherit', 'inherit', ...Array.from({ length: extra }, (_, at) => 4 + at)],
});
const owner = new net.Socket({ fd: 3, readable: true, writable: false });

let ending = false;
function end() {
  if (ending) return;
  ending = true;
  if (process.platform === 'win32') {
    if (child.pid !== undefined) spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F']);
    process.exit(1);
  }
  // The group is ours alone: we were started as its leader. The signal reaches us too, and is ignored below.
  process.kill(-process.pid, 'SIGTERM');
  setTimeout(() => process.kill(-process.pid, 'SIGKILL'), GRACE_MS).unref();
  setTimeout(() => {}, GRACE_MS + 1000);
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    if (!ending) child.kill(signal);
  });
}
owner.on('error', end).on('close', end).resume();
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.on('exit', (code, signal) => {
  owner.removeAllListeners().destroy();
  if ((ending || sweep) && process.platform !== 'win32') {
    // What the command left behind in the group goes with it.
    process.kill(-process.pid, 'SIGKILL');
  }
  if (signal !== null) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  } else process.exit(code ?? 1);
});
