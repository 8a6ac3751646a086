import { existsSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditDraft } from '../../../src-main/audit/audit-log.ts';
import { prepare } from '../../../src-main/audit/fit.ts';
import { longResult, redactedBytes, redactHere } from '../../../src-main/audit/long-result.ts';
import { redactInWorker } from '../../../src-main/audit/redact-in-worker.ts';
import { createRedactor } from '../../../src-main/audit/redaction.ts';
import { bundleWorker } from '../../support/worker-build.ts';

const NEVER = new AbortController().signal;
const key = Buffer.alloc(32, 7);
const redactor = createRedactor({ key });
const whole = (draft: AuditDraft, extraSecrets: string[] = []) =>
  longResult(draft, redactHere(redactor), { extraSecrets }, NEVER);
const text = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString();

describe('a long result', () => {
  it('is kept whole whenever the record has less of it', async () => {
    const size = fc.oneof(fc.nat(100), fc.nat(40_000), fc.nat(300_000));
    const part = size.map((length) => 'x'.repeat(length));
    const result = fc.oneof(
      part,
      fc.array(part, { maxLength: 40 }),
      fc.dictionary(
        fc.nat(3000).map((length) => 'k'.repeat(length)),
        part,
        { maxKeys: 20 },
      ),
    );
    await fc.assert(
      fc.asyncProperty(result, result, async (args, made) => {
        const draft: AuditDraft = { event: 'finished', args: args, result: made };
        const isWhole = JSON.stringify(prepare(draft, redactor).result) === JSON.stringify(made);
        const kept = await whole(draft);
        if (!isWhole)
          expect(text(kept?.bytes)).toBe(
            typeof made === 'string' ? made : `${JSON.stringify(made, null, 2)}\n`,
          );
      }),
      { numRuns: 60 },
    );
  });

  it('is kept whole also where the record has no room for it beside the arguments', async () => {
    const rows = (count: number) => Array.from({ length: count }, () => 'x'.repeat(30_000));
    const draft: AuditDraft = { event: 'finished', args: { rows: rows(7) }, result: { rows: rows(3) } };
    expect(JSON.stringify(prepare(draft, redactor).result)).toContain('"truncated":true');
    expect((await whole(draft))?.bytes.length).toBeGreaterThan(90_000);
  });

  it('is not kept twice when it is short', async () => {
    expect(await whole({ event: 'finished', result: { rows: ['x'.repeat(30_000)] } })).toBeNull();
    expect(await whole({ event: 'finished' })).toBeNull();
    expect(await whole({ event: 'finished', args: { long: 'x'.repeat(200_000) }, result: 1 })).toBeNull();
  });

  it('has no secret in it, also not one that is known only from the form', async () => {
    const result = { note: `${'x'.repeat(40_000)} token=abcdef0123456789abcdef and tulip` };
    const kept = await whole({ event: 'finished', result }, ['tulip']);
    expect(kept).toMatchObject({ name: 'result.json', mime: 'application/json' });
    expect(text(kept?.bytes)).not.toMatch(/abcdef0123456789|tulip/);
    const plain = await whole({ event: 'finished', result: 'y'.repeat(40_000) });
    expect(plain).toMatchObject({ name: 'result.txt', mime: 'text/plain' });
  });

  it('is not kept when it is longer than anything that is kept', async () => {
    const result = { rows: Array.from({ length: 40 }, () => 'x'.repeat(2_000)) };
    const size = redactedBytes(result, redactor, [])?.length ?? 0;
    expect(redactedBytes(result, redactor, [], size)).toHaveLength(size);
    expect(redactedBytes(result, redactor, [], size - 1)).toBeNull();
    expect(redactedBytes(result, redactor, [], 50_000)).toBeNull();
    const draft: AuditDraft = { event: 'finished', result: 'x'.repeat(40_000) };
    expect(await longResult(draft, async () => null, {}, NEVER)).toBeNull();
  });
});

describe('in a thread of its own', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await bundleWorker('src-main/audit/redact.worker.ts', 'audit-redact.cjs');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('it becomes the same', async () => {
    const inThread = redactInWorker(join(folder, 'audit-redact.cjs'), key);
    const value = { text: `password: hunter2hunter2 ${'x'.repeat(100_000)} tulip` };
    const bytes = await inThread(value, ['tulip'], NEVER);
    expect(text(bytes)).toBe(text(await redactHere(redactor)(value, ['tulip'], NEVER)));
    expect(text(bytes)).toMatch(/\[redacted:/);
    await expect(redactInWorker(join(folder, 'none.cjs'), key)(value, [], NEVER)).rejects.toThrow(
      /none\.cjs/,
    );
    const tooSoon = redactInWorker(join(folder, 'audit-redact.cjs'), key, 1);
    await expect(tooSoon(value, [], NEVER)).rejects.toThrow('took too long');
  });

  it(
    'one that wants more memory than there is for it ends, and nothing else',
    { timeout: 60_000 },
    async () => {
      const script = join(folder, 'greedy.cjs');
      // About 900 MB of objects, which a thread without a limit may have.
      const greedy = `const all = [];
      while (all.length < 160) all.push(Array.from({ length: 1e5 }, () => ({})));
      require('node:worker_threads').parentPort.postMessage(null);`;
      writeFileSync(script, greedy);
      await expect(redactInWorker(script, key)({ text: 'x' }, [], NEVER)).rejects.toMatchObject({
        code: 'ERR_WORKER_OUT_OF_MEMORY',
      });
    },
  );

  it('it ends, with its thread, when the run is stopped', async () => {
    const [marks, script] = [join(folder, 'marks'), join(folder, 'endless.cjs')];
    writeFileSync(
      script,
      `for (;;) {
        require('node:fs').appendFileSync(${JSON.stringify(marks)}, '.');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      }`,
    );
    const stop = new AbortController();
    const redacting = redactInWorker(script, key)({ text: 'x' }, [], stop.signal);
    redacting.catch(() => undefined);
    await expect.poll(() => existsSync(marks), { timeout: 20_000 }).toBe(true);
    stop.abort(new Error('stopped'));
    await expect(redacting).rejects.toThrow('stopped');
    const { size } = statSync(marks);
    await sleep(100);
    expect(statSync(marks).size).toBe(size);
  });
});
