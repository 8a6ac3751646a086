import { Worker } from 'node:worker_threads';
import type { LogReport } from './chain/verify-log.mjs';
import type { VerifyRunner } from './verifier.ts';

/** Checks in a thread of its own, from the built script `<scriptDir>/audit-verify.cjs`; a cancel ends the thread. */
export function verifyInWorker(script: string): VerifyRunner {
  return (options, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const worker = new Worker(script, { workerData: options, env: {}, argv: [], execArgv: [] });
      const done = (settle: () => void): void => {
        signal.removeEventListener('abort', onAbort);
        settle();
        void worker.terminate();
      };
      const onAbort = (): void => done(() => reject(signal.reason as Error));
      signal.addEventListener('abort', onAbort, { once: true });
      worker.once('message', (report: LogReport) => done(() => resolve(report)));
      worker.once('error', (error) => done(() => reject(error)));
      worker.once('exit', () => done(() => reject(new Error('The check ended without an answer.'))));
    });
}
