import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { JsonValue } from '../../src-preload/contract/json.ts';
import { ToolError, type FailureStatus } from './tool-error.ts';
import type { RunScope, WorkerInput, WorkerRunner } from './platform.ts';
import { YOUNG_GENERATION_MB } from './thread-memory.ts';

/**
 * What a worker script answers with, once for each message: the result as JSON in UTF-8 (handing bytes over is several
 * times cheaper for this thread than cloning a large value), or the failure that the caller is to hear of.
 */
export type WorkerAnswer =
  { ok: true; json: Uint8Array } | { ok: false; status: FailureStatus; code: string; message: string };

/** A thread that has done its work waits this long for more: long enough for a batch, too short to be kept memory. */
const IDLE_MS = 3_000;
/** One waiting thread serves the usual run after run; more would only hold memory. */
const MAX_IDLE = 1;

interface IdleWorker {
  key: string;
  worker: Worker;
  timer: NodeJS.Timeout;
  /** Takes it off the list; whoever calls owns the thread from then on. */
  take(): void;
}

const idle: IdleWorker[] = [];

/** Workers for one run; scripts are `<scriptDir>/<worker>.cjs`. */
export function createWorkerRunner(scope: RunScope, scriptDir: string): WorkerRunner {
  return {
    run: async (name, input, { memoryMb }) => {
      scope.signal.throwIfAborted();
      const key = `${join(scriptDir, `${name}.cjs`)} ${memoryMb}`;
      const worker = takeIdle(key) ?? start(join(scriptDir, `${name}.cjs`), memoryMb);
      let answer: WorkerAnswer;
      try {
        answer = await ask(worker, input, scope.signal, memoryMb);
      } catch (error) {
        // Whatever state it is in, it is not used again.
        await worker.terminate();
        throw error;
      }
      keepIdle(key, worker);
      if (!answer.ok) throw new ToolError(answer.status, answer.code, answer.message);
      return JSON.parse(new TextDecoder().decode(answer.json)) as JsonValue;
    },
  };
}

/** Ends the threads that wait for work; those at work end with their run. For quitting, and for tests. */
export async function disposeIdleWorkers(): Promise<void> {
  await Promise.all(
    [...idle].map((entry) => {
      entry.take();
      return entry.worker.terminate();
    }),
  );
}

/** How many threads wait for work. */
export function idleWorkerCount(): number {
  return idle.length;
}

function start(script: string, memoryMb: number): Worker {
  const worker = new Worker(script, {
    resourceLimits: {
      maxOldGenerationSizeMb: memoryMb,
      maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      stackSizeMb: 4,
    },
    // Nothing of this process's environment or command line is its business.
    env: {},
    argv: [],
    execArgv: [],
  });
  // While it waits, or is being ended, a failure is nobody's: it only must not be used again, and exits by itself.
  worker.on('error', () => undefined);
  return worker;
}

function ask(
  worker: Worker,
  input: WorkerInput,
  signal: AbortSignal,
  memoryMb: number,
): Promise<WorkerAnswer> {
  return new Promise<WorkerAnswer>((resolve, reject) => {
    const stop = (): void => {
      signal.removeEventListener('abort', onAbort);
      worker
        .off('message', onMessage)
        .off('messageerror', onFailure)
        .off('error', onFailure)
        .off('exit', onExit);
    };
    const onAbort = (): void => {
      stop();
      reject(signal.reason as Error);
    };
    const onMessage = (answer: WorkerAnswer): void => {
      stop();
      resolve(answer);
    };
    const onFailure = (error: unknown): void => {
      stop();
      reject(failure(error, memoryMb));
    };
    const onExit = (): void => onFailure(undefined);
    signal.addEventListener('abort', onAbort);
    worker.on('message', onMessage).on('messageerror', onFailure).on('error', onFailure).on('exit', onExit);
    worker.ref();
    worker.postMessage(input, transferable(input));
  });
}

function failure(error: unknown, memoryMb: number): ToolError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new ToolError(
      'error',
      'worker_memory',
      `The page needs more than the ${memoryMb} MB that it may use.`,
    );
  }
  return new ToolError('error', 'worker_failed', 'The thread that does the work ended without an answer.', {
    cause: error,
  });
}

/** Bytes that fill their buffer are handed over; a view into a shared pool must be copied. */
function transferable(input: WorkerInput): ArrayBuffer[] {
  return Object.values(input).flatMap((value) =>
    value instanceof Uint8Array &&
    value.buffer instanceof ArrayBuffer &&
    value.byteLength === value.buffer.byteLength &&
    value.byteLength > 0
      ? [value.buffer]
      : [],
  );
}

function takeIdle(key: string): Worker | null {
  const entry = idle.find((candidate) => candidate.key === key);
  entry?.take();
  return entry?.worker ?? null;
}

function keepIdle(key: string, worker: Worker): void {
  if (idle.length >= MAX_IDLE) {
    void worker.terminate();
    return;
  }
  // Neither the thread nor its timer may keep the process alive.
  worker.unref();
  const end = (): void => {
    entry.take();
    void worker.terminate();
  };
  const onExit = (): void => entry.take();
  const entry: IdleWorker = {
    key,
    worker,
    timer: setTimeout(end, IDLE_MS).unref(),
    take: () => {
      clearTimeout(entry.timer);
      worker.off('exit', onExit);
      const at = idle.indexOf(entry);
      if (at !== -1) idle.splice(at, 1);
    },
  };
  worker.on('exit', onExit);
  idle.push(entry);
}
