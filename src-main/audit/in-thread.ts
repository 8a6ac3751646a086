import { Worker, type ResourceLimits } from 'node:worker_threads';
import { YOUNG_GENERATION_MB } from '../platform/thread-memory.ts';

const ENDED_WITHIN_MS = 2_000;

/** What a thread may have for its objects: one that wants more ends with an error, and not the app with it. */
const LIMITS: ResourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB };

/** One answer of a built script, in a thread of its own; a cancel ends the thread. @throws the signal's reason */
export function inThread<Answer>(script: string, workerData: unknown, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    // Nothing of this process's environment or command line is its business.
    const worker = new Worker(script, {
      workerData,
      env: {},
      argv: [],
      execArgv: [],
      resourceLimits: LIMITS,
    });
    const done = (settle: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      worker.removeAllListeners('message').removeAllListeners('exit');
      // What it had begun is gone on with no more then; a thread that a disk holds up is not waited for.
      const limit = new Promise((over) => setTimeout(over, ENDED_WITHIN_MS).unref());
      void Promise.race([worker.terminate(), limit]).then(settle);
    };
    const onAbort = (): void => done(() => reject(signal.reason as Error));
    signal.addEventListener('abort', onAbort, { once: true });
    worker.once('message', (answer: Answer) => done(() => resolve(answer)));
    worker.once('error', (error) => done(() => reject(error)));
    worker.once('exit', () => done(() => reject(new Error('The thread ended without an answer.'))));
  });
}
