import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditEntry } from '../../../src-preload/contract/schemas/audit.ts';
import type { JsonValue } from '../../../src-preload/contract/json.ts';
import { openLog, readLines, readRecords, tempDir, watchedFs } from '../../support/audit.ts';

const isWindows = process.platform === 'win32';

describe('a record', () => {
  it('is one line, hashed over its own bytes and chained from 64 zeros', async () => {
    const { log, path } = await openLog();
    log.append({ event: 'requested', run_id: 'r1', tool_name: 'git_status', args: { cwd: '/x' } });
    await log.durable();
    let prev = '0'.repeat(64);
    const lines = readLines(path);
    expect(lines).toHaveLength(2);
    for (const [index, line] of lines.entries()) {
      const {
        hash,
        prev_hash: prevHash,
        seq,
      } = JSON.parse(line) as { hash: string; prev_hash: string; seq: number };
      const body = line.replace(`,"hash":"${hash}"`, '');
      expect(createHash('sha256').update(body).digest('hex')).toBe(hash);
      expect(line.endsWith(`,"hash":"${hash}"}`)).toBe(true);
      expect(prevHash).toBe(prev);
      expect(seq).toBe(index + 1);
      prev = hash;
    }
  });

  it("has the earlier system's keys always, and the others only when they have a value", async () => {
    const { log, path } = await openLog({ clock: () => 1_700_000_000.25 });
    const entry = log.append({ event: 'control', detail: { paused: true } });
    await log.durable();
    const written = readRecords(path).at(-1);
    expect(written).toStrictEqual(JSON.parse(JSON.stringify(entry)));
    expect(written).toStrictEqual({
      audit_id: entry.audit_id,
      ts: 1_700_000_000.25,
      tool_name: null,
      department: null,
      agent_id: null,
      reason: null,
      status: null,
      trace_id: null,
      duration_ms: null,
      error: null,
      args: null,
      seq: 2,
      event: 'control',
      detail: { paused: true },
      prev_hash: entry.prev_hash,
      hash: entry.hash,
    });
    expect(auditEntry.safeParse(written).error).toBeUndefined();
  });

  it('keeps any JSON as it is: lone surrogates, control characters, a key named __proto__', async () => {
    const args = JSON.parse(
      '{"__proto__":{"a":1},"s":"\\ud800 \\u0000 \\u2028 \\uffff 😀","hash":"x"}',
    ) as JsonValue;
    const { log, reader } = await openLog();
    const entry = log.append({ event: 'requested', args });
    await log.durable();
    expect(JSON.stringify((await reader.get(entry.audit_id))?.args)).toBe(JSON.stringify(args));
    expect(await reader.verify()).toMatchObject({ ok: true, records: 2 });
  });

  it.skipIf(isWindows)('lies in a file that only its owner may read, in such a folder', async () => {
    const { path, dir } = await openLog();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
  });
});

describe('the chain', () => {
  it('verifies whatever is written, in whatever batches, over several openings', async () => {
    const draft = fc.record({
      text: fc.string({ unit: 'binary' }),
      json: fc.jsonValue(),
      wait: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(draft, { maxLength: 20 }), { minLength: 1, maxLength: 3 }),
        async (openings) => {
          const dir = tempDir();
          let written = 0;
          for (const drafts of openings) {
            const { log, reader } = await openLog({ dir });
            written++;
            for (const { text, json, wait } of drafts) {
              const entry = log.append({
                event: 'step',
                reason: text,
                args: json as JsonValue,
                result: json as JsonValue,
              });
              written++;
              if (wait) {
                await log.durable();
                expect((await reader.get(entry.audit_id))?.hash).toBe(entry.hash);
              }
            }
            await log.durable();
            expect(await reader.verify()).toMatchObject({ ok: true, records: written, problems: [] });
            await log.close();
          }
          rmSync(dir, { recursive: true });
          mkdirSync(dir);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('group commit', () => {
  it('writes in the order of the calls, and shares one sync among those who wait', async () => {
    const { io, syncs } = watchedFs();
    const { log, path } = await openLog({ fs: io });
    const before = syncs();
    const seen: number[] = [];
    await Promise.all(
      Array.from({ length: 64 }, async (_, index) => {
        const entry = log.append({ event: 'step', detail: index });
        await log.durable(index % 2 ? entry : undefined);
        seen.push(index);
      }),
    );
    expect(syncs() - before).toBe(1);
    expect(seen).toHaveLength(64);
    expect(
      readRecords(path)
        .slice(1)
        .map((entry) => entry.detail),
    ).toStrictEqual([...Array(64).keys()]);
  });

  it('lets 64 that go on writing share syncs all the way', async () => {
    const { io, syncs } = watchedFs();
    const { log } = await openLog({ fs: io });
    const before = syncs();
    const loop = async (): Promise<void> => {
      for (let round = 0; round < 10; round++) {
        log.append({ event: 'step' });
        await log.durable();
      }
    };
    await Promise.all(Array.from({ length: 64 }, loop));
    // 640 records; a sync each would be 640.
    expect(syncs() - before).toBeLessThanOrEqual(20);
  });

  it('does not resolve before the sync that covers the record has ended', async () => {
    const { io } = watchedFs();
    let release: (() => void) | null = null;
    const real = io.fdatasync;
    const { log, reader } = await openLog({
      fs: {
        ...io,
        fdatasync: ((fd, done) =>
          real(fd, (e) => (release === null ? done(e) : (release = () => done(e))))) as typeof io.fdatasync,
      },
    });
    release = () => undefined;
    let resolved = false;
    const entry = log.append({ event: 'step' });
    const durable = log.durable().then(() => (resolved = true));
    await new Promise((r) => setTimeout(r, 50));
    expect(resolved).toBe(false);
    expect(await reader.get(entry.audit_id)).toBeNull();
    release();
    await durable;
    expect((await reader.get(entry.audit_id))?.seq).toBe(entry.seq);
    release = null;
  });

  it('tells listeners of the newest durable record; a listener that throws harms nobody', async () => {
    const { log } = await openLog();
    const seen: number[] = [];
    const thrown: unknown[] = [];
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error) => thrown.push(error));
    try {
      log.onAppended(() => {
        throw new Error('a bug in a listener');
      });
      const off = log.onAppended((seq) => seen.push(seq));
      log.append({ event: 'step' });
      log.append({ event: 'step' });
      await log.durable();
      off();
      log.append({ event: 'step' });
      await log.durable();
      await new Promise((r) => setTimeout(r, 10));
    } finally {
      process.removeAllListeners('uncaughtException');
      for (const other of others) process.on('uncaughtException', other);
    }
    expect(seen).toStrictEqual([3]);
    expect(thrown).toHaveLength(2);
  });
});

describe('closing', () => {
  it('writes what is queued first, and refuses what comes after', async () => {
    const { log, path } = await openLog();
    for (let index = 0; index < 500; index++) log.append({ event: 'step', detail: 'x'.repeat(5000) });
    await log.close();
    expect(readRecords(path)).toHaveLength(501);
    expect(() => log.append({ event: 'step' })).toThrow(/closed/);
  });
});

it('a folder that is not there is made', async () => {
  const { path } = await openLog({ dir: join(tempDir(), 'a', 'b', 'logs') });
  expect(readFileSync(path, 'utf8')).toContain('"what":"started"');
});
