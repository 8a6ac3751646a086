import {
  copyFileSync,
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CURRENT, HEAD, HEAD_TYPE, TOMBSTONE_TYPE } from '../../../src-main/audit/chain/files.mjs';
import { readStatement, writeStatement } from '../../../src-main/audit/chain/statement.mjs';
import { verifyLog } from '../../../src-main/audit/chain/verify-log.mjs';
import { readLines, readRecords, tempDir } from '../../support/audit.ts';
import { forgeChain, forgedSigner, NO_RECORD } from '../../support/audit-forge.ts';
import { memoryKeyStore, signedFolder } from '../../support/audit-tamper.ts';

/** A signed log of a few records, closed. */
async function closedLog(records = 8) {
  const folder = signedFolder();
  const { log, signing } = await folder.open();
  for (let index = 0; index < records; index++) log.append({ event: 'step', detail: index });
  await log.close();
  return { ...folder, path: join(folder.dir, CURRENT), key: signing().fingerprint ?? '' };
}

function cutLines(path: string, count: number): void {
  writeFileSync(path, `${readLines(path).slice(0, -count).join('\n')}\n`);
}

describe('a signed head', () => {
  it('vouches for a copied log, with the fingerprint that the app shows', async () => {
    const { data, dir, key } = await closedLog();
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    const copy = join(tempDir(), 'copy');
    cpSync(dir, copy, { recursive: true });
    expect(verifyLog({ dir: copy, key })).toMatchObject({ ok: true, signed: true, key, head: { count: 10 } });
    expect(readFileSync(join(data, 'audit-key.json'), 'utf8')).not.toContain('MC4CAQAwBQYDK2Vw');
    if (process.platform !== 'win32') expect(statSync(join(dir, HEAD)).mode & 0o777).toBe(0o600);
  });

  it('that is behind the log, as after a crash, vouches for what it counts', async () => {
    const { dir, path, open, key } = await closedLog();
    const { log } = await open();
    // From the start on it does not say that the log has ended.
    const head = readFileSync(join(dir, HEAD));
    log.append({ event: 'step' });
    await log.close();
    writeFileSync(join(dir, HEAD), head);
    expect(verifyLog({ dir, key })).toMatchObject({
      ok: true,
      signed: true,
      records: 12,
      head: { count: 10 },
    });
    const { recovery, reader } = await open();
    expect(recovery.tampering).toBeNull();
    expect(await reader.verify()).toMatchObject({ ok: true, signed: true, records: 13 });
    expect(readRecords(path)).toHaveLength(13);
  });

  it('is written within moments, not only when the log is closed', async () => {
    const { dir, open } = signedFolder();
    const { log, signing } = await open();
    log.append({ event: 'step' });
    await log.durable();
    await expect.poll(() => signing().signed, { timeout: 10_000 }).toBe(true);
    expect(readStatement(readFileSync(join(dir, HEAD), 'utf8'), HEAD_TYPE)).toMatchObject({ valid: true });
  });
});

describe('with the log and its head as they are found, a check names', () => {
  const changes: Record<
    string,
    { change: (at: { dir: string; path: string }) => void; problem: { kind: string; seq?: number } }
  > = {
    'a cut-off end': { change: ({ path }) => cutLines(path, 3), problem: { kind: 'truncated', seq: 8 } },
    'a log that is gone but for its first records': {
      change: ({ path }) => cutLines(path, 9),
      problem: { kind: 'truncated', seq: 2 },
    },
    'a log that was written anew as a whole': {
      change: ({ path }) => writeFileSync(path, readFileSync(other.path)),
      problem: { kind: 'head_mismatch', seq: 10 },
    },
    'a head that counts less': {
      change: ({ dir }) => edit(join(dir, HEAD), (text) => text.replace('"count":10', '"count":9')),
      problem: { kind: 'head_mismatch', seq: 9 },
    },
    'a log and a head of another key': {
      change: ({ dir, path }) => {
        copyFileSync(other.path, path);
        copyFileSync(join(other.dir, HEAD), join(dir, HEAD));
      },
      problem: { kind: 'head_mismatch' },
    },
    'a head without its signature': {
      change: ({ dir }) => edit(join(dir, HEAD), (text) => text.replace(/,"key":.*$/s, '}\n')),
      problem: { kind: 'head_mismatch' },
    },
    'a head that is gone': {
      change: ({ dir }) => rmSync(join(dir, HEAD)),
      problem: { kind: 'head_mismatch' },
    },
    'a head that is none': {
      change: ({ dir }) => writeFileSync(join(dir, HEAD), 'hello'),
      problem: { kind: 'head_mismatch' },
    },
  };
  let other: Awaited<ReturnType<typeof closedLog>>;

  it.each(Object.entries(changes))('%s', async (_name, { change, problem }) => {
    other = await closedLog();
    const { dir, path, key } = await closedLog();
    change({ dir, path });
    const report = verifyLog({ dir, key });
    expect(report).toMatchObject({ ok: false, signed: false });
    expect(report.problems).toContainEqual(expect.objectContaining(problem));
  });

  it.each(Object.entries(changes))(
    '%s, after the app has gone on from it',
    async (_name, { change, problem }) => {
      other = await closedLog();
      const { dir, path, key, open } = await closedLog();
      change({ dir, path });
      const { recovery, log, reader } = await open();
      expect(recovery.tampering).not.toBeNull();
      log.append({ event: 'step' });
      await log.durable();
      for (const report of [await reader.verify(), await reader.verify()]) {
        expect(report).toMatchObject({ ok: false, signed: true });
        expect(report.problems).toHaveLength(1);
        expect(report.problems[0]).toMatchObject({ kind: problem.kind });
        expect(report.problems[0]?.message).toMatch(/found this at a start/);
      }
      await log.close();
      // The finding is in the chain, and the chain is signed: nobody takes it out unseen.
      expect(verifyLog({ dir, key })).toMatchObject({ ok: false, signed: true });
      expect((await open()).recovery.tampering).toBeNull();
      const kept = readdirSync(dir).filter((name) => name.includes('head.found'));
      expect(kept).toHaveLength(_name.includes('gone') && _name.includes('head') ? 0 : 1);
    },
  );

  it('nothing of it without a key to compare with', async () => {
    other = await closedLog();
    expect(verifyLog({ dir: other.dir })).toMatchObject({ ok: true, signed: true, key: other.key });
  });
});

describe('without a key store', () => {
  it('the head is not signed, says so, and still shows a cut-off end', async () => {
    const folder = signedFolder({ ...memoryKeyStore(), problem: () => 'No key store here.' });
    const { log, reader, signing, path } = await folder.open();
    for (let index = 0; index < 4; index++) log.append({ event: 'step' });
    await log.durable();
    expect(await reader.verify()).toMatchObject({ ok: true, signed: false, unsigned: 'No key store here.' });
    await log.close();
    expect(signing()).toStrictEqual({ signed: false, fingerprint: null, problem: 'No key store here.' });
    expect(existsSync(folder.keyPath)).toBe(false);
    cutLines(path, 1);
    expect(verifyLog({ dir: folder.dir }).problems).toMatchObject([{ kind: 'truncated', seq: 5 }]);
  });

  it('for a time: the signed head stays as it is, and what came meanwhile is told apart from then on', async () => {
    const { dir, open, store, key } = await closedLog();
    const signed = readFileSync(join(dir, HEAD), 'utf8');
    store.lock(true);
    const locked = await open();
    locked.log.append({ event: 'step' });
    await locked.log.close();
    expect(locked.signing()).toMatchObject({
      signed: false,
      fingerprint: key,
      problem: 'The key store is locked.',
    });
    expect(readFileSync(join(dir, HEAD), 'utf8')).toBe(signed);
    store.lock(false);
    const again = await open();
    // Nobody can tell these records from some that another program has added.
    expect(again.recovery.tampering).toMatchObject({
      seq: 11,
      message: expect.stringContaining(
        'Records 11 to 12 (2) came after the app had ended in order',
      ) as unknown,
    });
    await again.log.close();
    expect(verifyLog({ dir, key })).toMatchObject({
      ok: false,
      signed: true,
      head: { count: 14 },
      problems: [{ kind: 'head_mismatch', seq: 11 }],
    });
    expect((await open()).recovery.tampering).toBeNull();
  });

  it('that knows the key: nothing is signed, and no other key takes its place in silence', async () => {
    const { dir, keyPath, open, key } = await closedLog();
    const { log, signing } = await open({ signing: { keyPath, store: memoryKeyStore() } });
    await log.close();
    expect(signing()).toMatchObject({ signed: false, fingerprint: key });
    expect(signing().problem).toMatch(/did not hand out the key/);
    expect(verifyLog({ dir, key })).toMatchObject({
      signed: true,
      head: { count: 10 },
      problems: [{ kind: 'head_mismatch', seq: 11 }],
    });
  });
});

describe('the public part in the key’s file', () => {
  /** A log written anew as a whole, its head signed with another's key, and that key named in the key's file. */
  async function swapped(change: (own: { public: string; private: string }) => object) {
    const log = await closedLog();
    const forger = forgedSigner();
    const { text, hash } = forgeChain(1, 10, NO_RECORD);
    writeFileSync(log.path, text);
    const body = { type: HEAD_TYPE, version: 1, count: 10, hash, ts: 1, closed: true };
    writeFileSync(join(log.dir, HEAD), writeStatement(body, forger));
    const own = JSON.parse(readFileSync(log.keyPath, 'utf8')) as { public: string; private: string };
    const named = { ...own, public: forger.publicKey.toString('base64') };
    writeFileSync(log.keyPath, JSON.stringify({ ...named, ...change(own) }));
    return { ...log, forger };
  }

  it('is not believed where the key says another', async () => {
    const { open, key, dir } = await swapped(() => ({}));
    const { recovery, log, reader, signing } = await open();
    expect(recovery.tampering).toMatchObject({
      message: expect.stringMatching(/this app's signature/) as unknown,
    });
    await log.durable();
    expect(await reader.verify()).toMatchObject({ ok: false, signed: true, key });
    await log.close();
    expect(signing()).toStrictEqual({ signed: true, fingerprint: key, problem: null });
    expect(verifyLog({ dir, key })).toMatchObject({ ok: false, signed: true });
  });

  it('vouches for nothing where the key store hands out no key', async () => {
    const { open } = await swapped(() => ({ private: 'anything' }));
    const { reader, signing } = await open();
    expect(signing().problem).toMatch(/did not hand out the key/);
    expect(await reader.verify()).toMatchObject({ signed: false, unsigned: signing().problem });
  });

  it('nor does its own, with another key store', async () => {
    const { open, keyPath, store, key } = await closedLog();
    const { reader, log } = await open({ signing: { keyPath, store: memoryKeyStore() } });
    const unsigned: unknown = expect.stringMatching(/did not hand out the key/);
    expect(await reader.verify()).toMatchObject({ ok: true, signed: false, key, unsigned });
    await log.close();
    const again = await open({ signing: { keyPath, store } });
    expect(await again.reader.verify()).not.toHaveProperty('unsigned');
  });
});

it('a signed statement of one kind never passes for another', async () => {
  const { dir } = await closedLog();
  const text = readFileSync(join(dir, HEAD), 'utf8');
  expect(readStatement(text, HEAD_TYPE)).toMatchObject({ valid: true });
  expect(readStatement(text, TOMBSTONE_TYPE)).toBeNull();
  expect(readStatement(text.replace('"version":1', '"version":2'), HEAD_TYPE)).toMatchObject({
    valid: false,
  });
});

it('a key file that cannot be read is not replaced', async () => {
  const { dir, keyPath, open, key } = await closedLog();
  writeFileSync(keyPath, '{"version":1}');
  const { log, signing } = await open();
  await log.close();
  expect(readFileSync(keyPath, 'utf8')).toBe('{"version":1}');
  expect(signing().problem).toMatch(/Restore it/);
  expect(verifyLog({ dir, key })).toMatchObject({ signed: true, head: { count: 10 } });
});

it('a new key is itself recorded, and an old fingerprint does not pass for it', async () => {
  const { dir, keyPath, open, path, key } = await closedLog();
  rmSync(keyPath);
  const { log } = await open();
  await log.close();
  const made = readRecords(path).filter(({ detail }) => JSON.stringify(detail).includes('signing_key_made'));
  expect(made).toHaveLength(2);
  expect(verifyLog({ dir, key }).problems).toMatchObject([
    { kind: 'head_mismatch', message: expect.stringMatching(/found this at a start/) as unknown },
    { kind: 'head_mismatch', message: expect.stringMatching(/The head is signed with/) as unknown },
  ]);
});

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}
