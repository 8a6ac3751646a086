import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { JsonValue } from '../../../src-preload/contract/json.ts';
import type { WorkerInput } from '../../../src-main/platform/platform.ts';
import { YOUNG_GENERATION_MB } from '../../../src-main/platform/thread-memory.ts';
import {
  createWorkerRunner,
  disposeIdleWorkers,
  idleWorkerCount,
} from '../../../src-main/platform/workers.ts';
import { resolveRuntime } from '../../../scripts/lib/runtime.mjs';
import { LONG } from '../../support/long.ts';

/** A worker that does as it is told: the runner knows nothing of parsing. */
const SCRIPT = `
const { parentPort, threadId } = require('node:worker_threads');
const hoard = [];
parentPort.on('message', ({ order, bytes }) => {
  if (order === 'loop') for (;;);
  if (order === 'exit') process.exit(3);
  if (order === 'throw') throw new Error('a bug');
  if (order === 'hoard') for (;;) hoard.push({ a: {}, b: [1, 2, 3], c: 'x' + hoard.length });
  if (order === 'fail') return parentPort.postMessage({ ok: false, status: 'invalid_args', code: 'bad', message: 'no' });
  const json = new TextEncoder().encode(JSON.stringify({ threadId, bytes: bytes?.length, env: Object.keys(process.env) }));
  parentPort.postMessage({ ok: true, json }, [json.buffer]);
});`;

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'execution-layer-workers-'));
  await writeFile(join(dir, 'parse-html.cjs'), SCRIPT);
});
afterAll(() => rm(dir, { recursive: true, force: true }));
afterEach(() => disposeIdleWorkers());

function run(input: WorkerInput, signal = AbortSignal.timeout(20_000)): Promise<JsonValue> {
  const scope = { signal, deadline: performance.now() + 20_000, report: () => undefined };
  return createWorkerRunner(scope, dir).run('parse-html', input, { memoryMb: 64 });
}

const threadOf = async (input: WorkerInput = {}): Promise<unknown> =>
  ((await run(input)) as { threadId: number }).threadId;

describe('a warm worker', () => {
  test('serves the next run, and only while it is in order', async () => {
    const first = await threadOf();
    expect(await threadOf()).toBe(first);
    await expect(run({ order: 'fail' })).rejects.toMatchObject({ status: 'invalid_args', code: 'bad' });
    expect(await threadOf()).toBe(first);
    await expect(run({ order: 'loop' }, AbortSignal.timeout(200))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(idleWorkerCount()).toBe(0);
    expect(await threadOf()).not.toBe(first);
  });

  test('serves many runs in a row without piling up listeners', async () => {
    const warned = vi.fn();
    process.on('warning', warned);
    const first = await threadOf();
    for (let i = 0; i < 20; i += 1) expect(await threadOf()).toBe(first);
    process.off('warning', warned);
    expect(warned).not.toHaveBeenCalled();
  });

  test('is one, however many ran at once, and does not wait for long', async () => {
    const threads = await Promise.all([threadOf(), threadOf(), threadOf()]);
    expect(new Set(threads).size).toBe(3);
    expect(idleWorkerCount()).toBe(1);
    await vi.waitFor(() => expect(idleWorkerCount()).toBe(0), { timeout: 6000, interval: 100 });
  });
});

describe('limits', () => {
  test('an abort ends a thread that never looks up', async () => {
    const stop = new AbortController();
    const work = run({ order: 'loop' }, stop.signal);
    setTimeout(() => stop.abort(new Error('enough')), 300);
    const start = performance.now();
    await expect(work).rejects.toThrow('enough');
    expect(performance.now() - start).toBeLessThan(3000);
  });

  test('nothing starts for a run that is over', async () => {
    await expect(run({}, AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
    expect(idleWorkerCount()).toBe(0);
  });

  test('too much memory ends the thread, not the process', async () => {
    await expect(run({ order: 'hoard' })).rejects.toMatchObject({ status: 'error', code: 'worker_memory' });
    expect(idleWorkerCount()).toBe(0);
  });

  test('too much memory on a busy machine, in the product’s own runtime, neither', async () => {
    const limits = {
      maxOldGenerationSizeMb: 64,
      maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      stackSizeMb: 4,
    };
    const hoard = "const hoard = []; for (;;) hoard.push({ a: {}, b: [1, 2, 3], c: 'x' + hoard.length });";
    const main = `
        const worker = new (require('node:worker_threads').Worker)(${JSON.stringify(hoard)}, {
          eval: true,
          resourceLimits: ${JSON.stringify(limits)},
        });
        worker.on('error', ({ code }) => console.log(code));`;
    const once = async (): Promise<string> => {
      const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
      const done = await promisify(execFile)(resolveRuntime().path, ['-e', main], { env, timeout: 60_000 });
      return done.stdout.trim();
    };
    for (let round = 0; round < (LONG ? 12 : 2); round++) {
      const ended = await Promise.all([once(), once(), once(), once(), once()]);
      expect(new Set(ended)).toStrictEqual(new Set(['ERR_WORKER_OUT_OF_MEMORY']));
    }
  }, 300_000);

  test.each(['exit', 'throw'])('a thread that ends by "%s" is a failure', async (order) => {
    await expect(run({ order })).rejects.toMatchObject({ status: 'error', code: 'worker_failed' });
    expect(idleWorkerCount()).toBe(0);
  });
});

describe('what it is given', () => {
  test('bytes of their own are handed over, views of a pool are copied', async () => {
    const own = new Uint8Array(1000);
    expect(await run({ bytes: own })).toMatchObject({ bytes: 1000 });
    expect(own).toHaveLength(0);
    const pooled = Buffer.from('pooled');
    expect(await run({ bytes: pooled })).toMatchObject({ bytes: 6 });
    expect(pooled.toString()).toBe('pooled');
    expect(await run({ bytes: new Uint8Array(0) })).toMatchObject({ bytes: 0 });
  });

  test('is nothing of the environment', async () => {
    expect(await run({})).toMatchObject({ env: [] });
  });
});
