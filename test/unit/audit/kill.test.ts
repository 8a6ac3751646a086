import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listClosed } from '../../../src-main/audit/chain/files.mjs';
import { verifyLog } from '../../../src-main/audit/chain/verify-log.mjs';
import { listSegments } from '../../../src-main/audit/segments.ts';
import { startAuditChild } from '../../support/audit-child.ts';
import { openLog, readRecords, tempDir } from '../../support/audit.ts';
import { fileKeyStore } from '../../support/file-key-store.ts';
import { LONG } from '../../support/long.ts';

/** A data folder whose log is set up as the app's own, for one process after another. */
function dataFolder() {
  const data = tempDir();
  const dir = join(data, 'logs');
  const artifacts = join(data, 'artifacts');
  const signing = {
    keyPath: join(data, 'audit-key.json'),
    store: fileKeyStore(join(data, 'key-store.json')),
  };
  const open = (options: Parameters<typeof openLog>[0] = {}) =>
    openLog({ dir, artifacts, signing, ...options });
  return { dir, artifacts, open };
}

/**
 * Holds the log against what a killed process has said is on disk: in order, nothing missing but what was removed, nothing
 * twice, and no run without an ending.
 * @returns how many records it could compare
 */
function compare(dir: string, said: readonly string[]): number {
  const records = listSegments(dir).flatMap(({ path }) => readRecords(path));
  const first = records[0]?.seq ?? 0;
  expect(records.every(({ seq }, index) => seq === first + index)).toBe(true);
  expect(verifyLog({ dir }).removed ?? 0).toBe(first - 1);
  const begun = new Set<string>();
  for (const { event, run_id: runId = '' } of records) {
    if (event === 'requested') begun.add(runId);
    if (event === 'finished') begun.delete(runId);
  }
  expect([...begun]).toStrictEqual([]);
  const hashes = new Map(records.map(({ seq, hash }) => [seq, hash]));
  const acknowledged = said
    .map((line) => line.split(' '))
    .filter(([seq, hash]) => hash?.length === 64 && Number(seq) >= first);
  for (const [seq, hash] of acknowledged) expect(hashes.get(Number(seq))).toBe(hash);
  return acknowledged.length;
}

describe('kill -9 while writing', () => {
  const kills = LONG ? 200 : 20;
  it(`loses nothing acknowledged, ${kills} times`, { timeout: 30_000 + kills * 6000 }, async () => {
    const { dir, artifacts, open } = dataFolder();
    const { log, signing } = await open();
    await log.close();
    const key = signing().fingerprint;
    let compared = 0;
    for (let kill = 0; kill < kills; kill++) {
      const child = await startAuditChild(dir, 'flood');
      while (child.lines.length < 20) await new Promise((r) => setTimeout(r, 10));
      await new Promise((r) => setTimeout(r, Math.random() * 150));
      child.process.kill('SIGKILL');
      await child.exited;
      // As it was left. The end may be torn: that is for the app to mend.
      const left = verifyLog({ dir, key, artifacts });
      expect(left.problems.filter(({ kind }) => kind !== 'torn')).toStrictEqual([]);
      expect(left.signed).toBe(true);
      const reopened = await open({ keep: () => ({ days: 0, megabytes: 0.1 }) });
      expect(reopened.recovery).toMatchObject({ tampering: null, damaged: null });
      expect(await reopened.reader.verify()).toMatchObject({ ok: true, signed: true, problems: [] });
      compared += compare(dir, child.lines);
      // What the killed one may not have come to.
      await reopened.applyRetention();
      await reopened.log.close();
      expect(verifyLog({ dir, key, artifacts })).toMatchObject({ ok: true, signed: true });
    }
    expect(compared).toBeGreaterThan(kills);
    expect(listClosed(dir).filter(({ removed }) => removed).length).toBeGreaterThan(0);
  });

  const removals = LONG ? 30 : 3;
  it(
    `while old parts are removed: the log stays whole, ${removals} times`,
    { timeout: 30_000 + removals * 10_000 },
    async () => {
      const { dir, artifacts, open } = dataFolder();
      for (let kill = 0; kill < removals; kill++) {
        const { log, signing } = await open({ segmentBytes: () => 1 });
        for (let index = 0; index < 40; index++)
          await log.durable(log.append({ event: 'step', detail: index }));
        await log.close();
        const key = signing().fingerprint;
        const before = listClosed(dir).length;
        const standing = () => readdirSync(dir).filter((name) => name.endsWith('.removed.json')).length;
        const already = standing();
        const child = await startAuditChild(dir, 'remove');
        // Somewhere in the middle of it.
        const until = already + 1 + kill * 13;
        while (standing() < until && !child.lines.includes('removed'))
          await new Promise((r) => setTimeout(r, 1));
        child.process.kill('SIGKILL');
        await child.exited;
        expect(before).toBeGreaterThan(already);
        expect(verifyLog({ dir, key, artifacts })).toMatchObject({ ok: true, signed: true, problems: [] });
        const again = await open({ keep: () => ({ days: 0, megabytes: 0.000_001 }) });
        expect(again.recovery).toMatchObject({ tampering: null, damaged: null, torn: null });
        await again.applyRetention();
        expect(listClosed(dir).every(({ removed }) => removed)).toBe(true);
        expect(await again.reader.verify()).toMatchObject({ ok: true, signed: true, problems: [] });
        await again.log.close();
      }
    },
  );
});
