import { parentPort, workerData } from 'node:worker_threads';
import { CannotImport, copyHere } from './legacy-copy.ts';
import type { CopyAnswer, CopyOrder } from './legacy-in-worker.ts';
import { createRedactor } from './redaction.ts';
import { isSystemError } from './unavailable.ts';

/* The script of the thread that copies a log of the earlier system. One copy, one answer; ending the thread ends it. */
const { source, key } = workerData as CopyOrder;
const send = (answer: CopyAnswer): void => parentPort?.postMessage(answer);
copyHere(createRedactor({ key: Buffer.from(key) }))(source, new AbortController().signal).then(
  (done) => send({ ok: true, done }),
  (error: unknown) => {
    const cannot = error instanceof CannotImport;
    // Anything else is a bug, and ends the thread as one.
    if (!cannot && !isSystemError(error)) throw error;
    const { message, code } = error as NodeJS.ErrnoException;
    send({ ok: false, message, cannot, code });
  },
);
