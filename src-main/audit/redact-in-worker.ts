import { Worker } from 'node:worker_threads';
import type { RedactWhole } from './long-result.ts';
import type { RedactRequest } from './redact.worker.ts';

/** A result of the size that is kept takes a few seconds; one that takes longer is not kept. */
const LIMIT_MS = 30_000;
const MEMORY_MB = 512;

/**
 * Redacts in a thread of its own, from the built script `<scriptDir>/audit-redact.cjs`.
 * @param key see `createRedactor`
 */
export function redactInWorker(script: string, key: Uint8Array): RedactWhole {
  return (value, extraSecrets) =>
    new Promise((resolve, reject) => {
      const request: RedactRequest = { key, value, extraSecrets };
      const worker = new Worker(script, {
        workerData: request,
        env: {},
        argv: [],
        execArgv: [],
        resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
      });
      const done = (settle: () => void): void => {
        clearTimeout(limit);
        settle();
        void worker.terminate();
      };
      const fail = (why: string): void => done(() => reject(new Error(why)));
      const limit = setTimeout(() => fail('Taking the secrets out of it took too long.'), LIMIT_MS);
      worker.once('message', (bytes: Uint8Array | null) => done(() => resolve(bytes)));
      worker.once('error', (error) => done(() => reject(error)));
      worker.once('exit', () => fail('The thread that takes the secrets out of it ended.'));
    });
}
