import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { nodeFs } from '../../../src-main/audit/audit-fs.ts';
import { ArtifactStore } from '../../../src-main/audit/artifacts.ts';
import {
  closedName,
  HEAD,
  listClosed,
  TOMBSTONE_TYPE,
  tombstoneName,
} from '../../../src-main/audit/chain/files.mjs';
import { writeStatement } from '../../../src-main/audit/chain/statement.mjs';
import { verifyLog } from '../../../src-main/audit/chain/verify-log.mjs';
import { ARTIFACTS_OWED } from '../../../src-main/audit/retention.ts';
import { verifyHere, type VerifyRunner } from '../../../src-main/audit/verifier.ts';
import { readRecords, watchedFs } from '../../support/audit.ts';
import { memoryKeyStore, signedFolder, SMALL_SEGMENT } from '../../support/audit-tamper.ts';

const DAY = 24 * 60 * 60;

describe('retention', () => {
  /** A log with an artifact in its first segment, one in both, and one in the newest. */
  async function logWithArtifacts() {
    const folder = signedFolder();
    let now = 1_000_000;
    const opened = await folder.open({ segmentBytes: () => SMALL_SEGMENT, clock: () => now });
    const store = new ArtifactStore(folder.artifacts);
    const put = (text: string) => store.put({ name: 'x', mime: 'text/plain', bytes: Buffer.from(text) });
    const fill = async () => {
      for (let index = 0; index < 20; index++)
        await opened.log.durable(opened.log.append({ event: 'step', detail: 'x'.repeat(400) }));
    };
    const [old, both, fresh] = [await put('old'), await put('both'), await put('fresh')];
    await opened.log.durable(opened.log.append({ event: 'finished', run_id: 'a', artifacts: [old, both] }));
    await fill();
    now += 10 * DAY;
    await fill();
    await opened.log.durable(opened.log.append({ event: 'finished', run_id: 'b', artifacts: [both, fresh] }));
    await opened.log.close();
    return { ...folder, now: () => now, old, both, fresh };
  }

  it('by age: whole segments go with their artifacts, are told, and the rest verifies', async () => {
    const { dir, open, now, artifacts, old, both, fresh } = await logWithArtifacts();
    const before = listClosed(dir);
    const { log, reader, applyRetention, segments, signing } = await open({
      clock: now,
      segmentBytes: () => SMALL_SEGMENT,
      keep: () => ({ days: 5, megabytes: 0 }),
    });
    const removed = await applyRetention();
    expect(removed).toBeGreaterThan(1);
    expect(await applyRetention()).toBe(0);
    const after = listClosed(dir);
    expect(after.slice(0, removed).every((segment) => segment.removed)).toBe(true);
    expect(existsSync(join(dir, before[0]?.name ?? ''))).toBe(false);
    expect(readdirSync(artifacts).sort()).toStrictEqual([both.sha256, fresh.sha256].sort());
    expect(old.sha256).not.toBe(both.sha256);
    const { entries } = await reader.query({ events: ['retention'] });
    expect(entries).toMatchObject([{ detail: { what: 'removed', segments: expect.any(Array) as unknown } }]);
    const report = await reader.verify();
    expect(report).toMatchObject({
      ok: true,
      signed: true,
      artifacts: 2,
      removed: (segments()[0]?.firstSeq as number) - 1,
    });
    await log.close();
    expect(verifyLog({ dir, key: signing().fingerprint })).toMatchObject({ ok: true, signed: true });

    // What stands for a removed segment cannot be changed, nor taken away.
    const tombstone = join(dir, tombstoneName(1));
    const text = readFileSync(tombstone, 'utf8');
    edit(tombstone, (whole) => whole.replace(/"records":\d+/, '"records":1'));
    expect(verifyLog({ dir }).problems).toMatchObject([{ kind: 'altered', segment: tombstoneName(1) }]);
    rmSync(tombstone);
    expect(verifyLog({ dir }).problems).toMatchObject([{ kind: 'missing', seq: 1 }]);
    writeFileSync(tombstone, text);
    // The app goes on from it.
    const again = await open({ clock: now });
    expect(again.recovery.tampering).toBeNull();
    expect(await again.reader.verify()).toMatchObject({ ok: true });
  });

  it('by size, and never the newest closed part that is not too much', async () => {
    const { dir, open, now } = await logWithArtifacts();
    const keep = { days: 0, megabytes: 10_000 / (1024 * 1024) };
    const { reader, applyRetention, segments } = await open({ clock: now, keep: () => keep });
    expect(await applyRetention()).toBeGreaterThan(0);
    expect(segments().reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(10_000 + SMALL_SEGMENT);
    expect(listClosed(dir).at(-1)?.removed).toBe(false);
    expect(await reader.verify()).toMatchObject({ ok: true });
  });

  it('does not happen when it cannot be recorded', async () => {
    const { dir, open, now } = await logWithArtifacts();
    const { io, failSync } = watchedFs();
    const { applyRetention } = await open({ clock: now, fs: io, keep: () => ({ days: 1, megabytes: 0 }) });
    failSync('ENOSPC');
    const before = readdirSync(dir).sort();
    await expect(applyRetention()).rejects.toThrow(/disk is full/);
    expect(readdirSync(dir).sort()).toStrictEqual(before);
  });

  it('stops before a part that does not read as it should', async () => {
    const { dir, open, now } = await logWithArtifacts();
    writeFileSync(
      join(dir, closedName(1)),
      `not a record\n${readFileSync(join(dir, closedName(1)), 'utf8')}`,
    );
    const { applyRetention } = await open({ clock: now, keep: () => ({ days: 1, megabytes: 0 }) });
    expect(await applyRetention()).toBe(0);
    expect(existsSync(join(dir, closedName(1)))).toBe(true);
  });

  const middle: Record<string, (lines: string[]) => string[]> = {
    'was changed': (lines) => lines.with(3, lines[3]?.replace('xxx', 'yyy') ?? ''),
    'was taken out': (lines) => lines.toSpliced(3, 1),
    'was put in': (lines) => lines.toSpliced(3, 0, lines[3] ?? ''),
  };
  it.each(Object.entries(middle))(
    'keeps a part in whose middle a record %s, with all that follows, and says why',
    async (_name, change) => {
      const { dir, open, now } = await logWithArtifacts();
      edit(join(dir, closedName(2)), (text) => `${change(text.trimEnd().split('\n')).join('\n')}\n`);
      const said: string[] = [];
      let checks = 0;
      const { applyRetention, reader } = await open({
        clock: now,
        keep: () => ({ days: 5, megabytes: 0 }),
        report: (_what, error) => said.push(String(error)),
        verify: (about, signal) => ((checks += 1), verifyHere(about, signal)),
      });
      expect([await applyRetention(), await applyRetention()]).toStrictEqual([1, 0]);
      // It is read once, not every hour.
      expect(checks).toBe(1);
      expect(listClosed(dir).map(({ removed }) => removed)).toStrictEqual(
        listClosed(dir).map((_, index) => index === 0),
      );
      expect(said).toStrictEqual([expect.stringContaining(`${closedName(2)} and what follows stay`)]);
      const { ok, problems } = await reader.verify();
      expect(ok).toBe(false);
      expect(problems[0]).toMatchObject({ segment: closedName(2) });
    },
  );

  it('says of each part that stays once, and reads the log for them once', async () => {
    const { dir, open } = await manySegments(6);
    edit(join(dir, closedName(2)), (text) => text.replace(/"detail":(\d+)/, '"detail":9$1'));
    edit(join(dir, closedName(4)), (text) => `not a record\n${text}`);
    const said: string[] = [];
    let checks = 0;
    const { applyRetention } = await open({
      ...old,
      report: (_what, error) => said.push(String(error)),
      verify: (about, signal) => ((checks += 1), verifyHere(about, signal)),
    });
    const removed = [];
    for (let round = 0; round < 4; round++) removed.push(await applyRetention());
    expect({ removed, checks }).toStrictEqual({ removed: [1, 0, 0, 0], checks: 1 });
    expect(said).toStrictEqual(
      [4, 2].map((number): unknown => expect.stringContaining(`${closedName(number)} and`)),
    );
  });

  it('vouches for no note of a removal that nobody recorded', async () => {
    const { dir, open, now } = await logWithArtifacts();
    const records = readRecords(join(dir, closedName(1)));
    const facts = {
      segment: closedName(1),
      first_seq: 1,
      last_seq: records.at(-1)?.seq,
      prev_hash: records[0]?.prev_hash,
      last_hash: records.at(-1)?.hash,
    };
    rmSync(join(dir, closedName(1)));
    writeFileSync(join(dir, tombstoneName(1)), writeStatement({ type: TOMBSTONE_TYPE, ...facts }, null));
    const { applyRetention, reader } = await open({ clock: now, keep: () => ({ days: 5, megabytes: 0 }) });
    expect(await applyRetention()).toBe(0);
    expect((await reader.verify()).problems).toMatchObject([{ kind: 'missing', seq: 1 }]);
  });

  /** A log of many closed segments, of one record each, that are all old. */
  async function manySegments(count: number, store = memoryKeyStore()) {
    const folder = signedFolder(store);
    let now = 1_000_000;
    const open = (options: Parameters<typeof folder.open>[0] = {}) =>
      folder.open({ clock: () => now, segmentBytes: () => 1, ...options });
    const { log, signing } = await open();
    for (let index = 0; index < count; index++)
      await log.durable(log.append({ event: 'step', detail: index }));
    await log.close();
    now += 10 * DAY;
    return { ...folder, open, key: signing().fingerprint ?? '', count: listClosed(folder.dir).length };
  }
  const old = { keep: () => ({ days: 1, megabytes: 0 }), segmentBytes: () => 1_000_000 };

  it('of very many at once is told in several records, none of which is shortened', async () => {
    const { dir, open, key, count } = await manySegments(205);
    const { log, reader, applyRetention } = await open(old);
    expect(await applyRetention()).toBe(count + 1);
    const { entries } = await reader.query({ events: ['retention'], order: 'asc' });
    const told = entries.map(({ detail }) => (detail as { segments: unknown[] }).segments.length);
    expect(told).toStrictEqual([100, 100, count + 1 - 200]);
    expect(await reader.verify()).toMatchObject({ ok: true, signed: true, problems: [] });
    await log.close();
    expect(verifyLog({ dir, key })).toMatchObject({ ok: true, signed: true });
    // What stands for the first of them is told of by the first record, and hashed by the next.
    edit(join(dir, tombstoneName(1)), (text) => text.replace(/"removed_ts":\d+/, '"removed_ts":1'));
    expect(verifyLog({ dir, key }).problems).toMatchObject([{ kind: 'altered', segment: tombstoneName(1) }]);
  });

  it('says with which key what stands for the segments is signed', async () => {
    const { dir, open, key } = await manySegments(3);
    const { log, applyRetention } = await open(old);
    await applyRetention();
    await log.close();
    expect(verifyLog({ dir, key })).toMatchObject({ ok: true, signed: true });
    edit(join(dir, tombstoneName(2)), (text) => text.replace(/"removed_ts":.*\}/, '"removed_ts":1}'));
    expect(verifyLog({ dir, key }).problems).toMatchObject([{ kind: 'altered', segment: tombstoneName(2) }]);
  });

  it.each(['signed', 'not signed'])(
    'keeps what stands for segments whose record of removal was itself removed: %s',
    async (how) => {
      const store = {
        ...memoryKeyStore(),
        ...(how === 'signed' ? {} : { problem: () => 'No key store here.' }),
      };
      const { dir, open, key: made } = await manySegments(6, store);
      const key = made === '' ? null : made;
      const first = await open(old);
      await first.applyRetention();
      await first.log.close();
      const later = await open({ ...old, clock: () => 1_000_000 + 40 * DAY });
      expect(await later.applyRetention()).toBeGreaterThan(0);
      await later.log.close();
      const told = readRecords(join(dir, 'tools_audit.jsonl')).filter(({ event }) => event === 'retention');
      expect(told).toHaveLength(1);
      expect(JSON.stringify(told)).not.toContain(closedName(1));
      expect(verifyLog({ dir, key })).toMatchObject({ ok: true, signed: how === 'signed' });
      // Also without its signature, and with facts that nobody else holds.
      edit(join(dir, tombstoneName(1)), (text) =>
        text.replace(/"bytes":\d+/, '"bytes":1').replace(/,"key":.*\}/, '}'),
      );
      expect(verifyLog({ dir, key }).problems).toMatchObject([
        { kind: 'altered', segment: tombstoneName(1) },
      ]);
    },
  );

  it('and a check wait for each other', async () => {
    const { open } = await manySegments(6);
    const box: { removal?: Promise<number> } = {};
    let ended = false;
    const verify: VerifyRunner = async (options, signal) => {
      box.removal ??= applyRetention().finally(() => (ended = true));
      // Long enough for it, if it did not wait.
      for (let round = 0; round < 10 && !ended; round++) await sleep(20);
      return verifyHere(options, signal);
    };
    const { reader, applyRetention } = await open({ ...old, verify });
    expect(await reader.verify()).toMatchObject({ ok: true, problems: [] });
    expect(ended).toBe(false);
    expect(await box.removal).toBeGreaterThan(0);
    const [removed, report] = await Promise.all([applyRetention(), reader.verify()]);
    expect({ removed, ok: report.ok }).toStrictEqual({ removed: 0, ok: true });
  });

  it('that waits for a check does not hold up the end of the app', async () => {
    const { open, dir } = await manySegments(6);
    const stop = new AbortController();
    const verify: VerifyRunner = (_options, signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      );
    const { log, reader, applyRetention } = await open({ ...old, verify });
    const report = reader.verify(stop.signal);
    const removal = applyRetention();
    await log.close();
    stop.abort(new Error('stopped'));
    await expect(report).rejects.toThrow('stopped');
    expect(await removal).toBe(0);
    expect(listClosed(dir).some(({ removed }) => removed)).toBe(false);
  });

  it('that is under way does not hold up the end of the app, and is gone on with at the next start', async () => {
    const { open, dir, artifacts } = await manySegments(6);
    const store = new ArtifactStore(artifacts);
    await store.put({ name: 'x', mime: 'text/plain', bytes: Buffer.from('of no kept record') });
    const box: { closing?: Promise<void> } = {};
    const { log, applyRetention } = await open(old);
    // The record of the removal: from here on something is removed.
    log.onAppended(() => {
      box.closing ??= log.close();
    });
    await expect(applyRetention()).rejects.toThrow('The app is quitting.');
    await box.closing;
    expect(listClosed(dir).some(({ removed }) => removed)).toBe(true);
    expect(readdirSync(artifacts)).toHaveLength(1);
    expect(JSON.parse(readFileSync(join(dir, HEAD), 'utf8'))).toMatchObject({ closed: true });
    expect(verifyLog({ dir })).toMatchObject({ ok: true, signed: true });
    const again = await open(old);
    expect(await again.applyRetention()).toBe(0);
    expect(readdirSync(artifacts)).toHaveLength(0);
    expect(existsSync(join(dir, ARTIFACTS_OWED))).toBe(false);
  });

  it('is on disk before and after the files go, and the process does not wait for that', async () => {
    const { open, dir } = await manySegments(3);
    const { applyRetention } = await open(old);
    const folder = await openFile(dir, 'r');
    const synced: number[] = [];
    const sync = vi.spyOn(Object.getPrototypeOf(folder) as typeof folder, 'sync').mockImplementation(() => {
      synced.push(listClosed(dir).filter(({ removed }) => removed).length);
      return Promise.resolve();
    });
    const held = vi.spyOn(nodeFs, 'fsyncSync');
    onTestFinished(async () => {
      sync.mockRestore();
      held.mockRestore();
      await folder.close();
    });
    const removed = await applyRetention();
    // Windows can sync no folder.
    expect(synced).toStrictEqual(process.platform === 'win32' ? [] : [0, removed]);
    expect(held).not.toHaveBeenCalled();
  });

  it('that is still reading the log at the end of the app removes nothing', async () => {
    const { open, dir } = await manySegments(6);
    const box: { begun?: () => void } = {};
    const begun = new Promise<void>((resolve) => (box.begun = resolve));
    const verify: VerifyRunner = (_options, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        box.begun?.();
      });
    const { log, applyRetention } = await open({ ...old, verify });
    const removal = expect(applyRetention()).rejects.toThrow('The app is quitting.');
    await begun;
    await log.close();
    await removal;
    expect(listClosed(dir).some(({ removed }) => removed)).toBe(false);
  });

  it('does not happen while a key that has signed cannot be used', async () => {
    const { open, store, dir, key } = await manySegments(6);
    store.lock(true);
    const locked = await open(old);
    expect(await locked.applyRetention()).toBe(0);
    await locked.log.close();
    store.lock(false);
    const { applyRetention, log } = await open(old);
    expect(await applyRetention()).toBeGreaterThan(0);
    await log.close();
    // All that is left to say is what came while it could not sign.
    expect(verifyLog({ dir, key }).problems).toMatchObject([{ kind: 'head_mismatch' }]);
  });

  it('by age reaches a small log too: its file is closed when it is old enough', async () => {
    const { open, dir } = signedFolder();
    let now = 1_000_000_000;
    const keep = () => ({ days: 30, megabytes: 0 });
    const options = { clock: () => now, keep };
    const first = await open(options);
    await first.log.durable(first.log.append({ event: 'step' }));
    now += 2.9 * DAY;
    await first.log.durable(first.log.append({ event: 'step' }));
    expect(listClosed(dir)).toHaveLength(0);
    now += 0.2 * DAY;
    await first.log.durable(first.log.append({ event: 'step' }));
    expect(listClosed(dir)).toHaveLength(1);
    // The new file has an age of its own.
    await first.log.durable(first.log.append({ event: 'step' }));
    expect(listClosed(dir)).toHaveLength(1);
    await first.log.close();
    now += 400 * DAY;
    const { applyRetention, reader } = await open(options);
    expect(await applyRetention()).toBe(2);
    expect((await reader.query({ order: 'asc', limit: 1 })).entries[0]).toMatchObject({
      detail: { what: 'started' },
    });
    expect(await reader.verify()).toMatchObject({ ok: true, signed: true });
    // Where nothing is ever removed there is no such limit.
    const other = signedFolder();
    const before = await other.open({ clock: () => now });
    await before.log.close();
    now += 400 * DAY;
    await other.open({ clock: () => now });
    expect(listClosed(other.dir)).toHaveLength(0);
  });
});

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}
