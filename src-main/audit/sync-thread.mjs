// @ts-check
import fs from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

/*
 * The script of the thread that waits for the disk (see sync-thread.ts). Plain JavaScript: it runs as it is where there is no
 * bundle. Between two requests it sleeps; it never gets to an event loop of its own.
 */

/** `done`: the last request from before this thread, which is none of its own. */
const { shared, done: before } = /** @type {{shared: SharedArrayBuffer, done: number}} */ (workerData);
const state = new Int32Array(shared);
/** The places of that array, as in sync-thread.ts. */
const [REQUEST, FD, ERRNO, DONE, LEFT] = [0, 1, 2, 3, 4];

for (let done = before; ;) {
  Atomics.wait(state, REQUEST, done);
  const request = Atomics.load(state, REQUEST);
  if (request === done) continue;
  let errno = 0;
  try {
    fs.fdatasyncSync(Atomics.load(state, FD));
  } catch (error) {
    errno = /** @type {NodeJS.ErrnoException} */ (error).errno ?? -1;
  }
  done = request;
  Atomics.store(state, ERRNO, errno);
  Atomics.store(state, DONE, done);
  Atomics.notify(state, DONE);
  if (Atomics.load(state, LEFT) === done) parentPort?.postMessage(done);
}
