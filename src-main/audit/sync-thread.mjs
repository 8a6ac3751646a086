// @ts-check
import fs from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

/*
 * The script of the thread that waits for the disk (see sync-thread.ts). Plain JavaScript: it runs as it is where there is no
 * bundle. Between two requests it sleeps; it never gets to an event loop of its own. Woken before there is one it stays awake
 * for a moment: waking takes as long as a third of what a quick disk takes.
 */

const state = new Int32Array(/** @type {SharedArrayBuffer} */ (workerData));
/** The places of that array, as in sync-thread.ts. */
const [REQUEST, FD, ERRNO, DONE, LEFT, WAKE, ASLEEP] = [0, 1, 2, 3, 4, 5, 6];
/** Some fifty microseconds: a record is made in less. */
const LOOKS = 4_000;

for (let done = 0; ;) {
  const wake = Atomics.load(state, WAKE);
  for (let look = 0; look < LOOKS && Atomics.load(state, REQUEST) === done; look++);
  if (Atomics.load(state, REQUEST) === done) {
    Atomics.store(state, ASLEEP, 1);
    // Whoever asks from here on sees that it has to be woken; who has asked before is seen here.
    if (Atomics.load(state, REQUEST) === done) Atomics.wait(state, WAKE, wake);
    Atomics.store(state, ASLEEP, 0);
    continue;
  }
  const request = Atomics.load(state, REQUEST);
  let errno = 0;
  try {
    fs.fdatasyncSync(Atomics.load(state, FD));
  } catch (error) {
    errno = /** @type {NodeJS.ErrnoException} */ (error).errno ?? -1;
  }
  done = request;
  Atomics.store(state, ERRNO, errno);
  Atomics.store(state, DONE, done);
  if (Atomics.load(state, LEFT) === done) parentPort?.postMessage(done);
}
