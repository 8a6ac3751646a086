import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  closedName,
  CURRENT,
  HEAD,
  HEAD_TYPE,
  TOMBSTONE_TYPE,
  tombstoneName,
} from '../../../src-main/audit/chain/files.mjs';
import { checkPart } from '../../../src-main/audit/chain/parts.mjs';
import { hashStanding } from '../../../src-main/audit/chain/removals.mjs';
import { writeStatement, type Signer } from '../../../src-main/audit/chain/statement.mjs';
import { verifyLog } from '../../../src-main/audit/chain/verify-log.mjs';
import { tempDir } from '../../support/audit.ts';
import { forgeChain, forgedSigner, NO_RECORD, type Forged } from '../../support/audit-forge.ts';

/*
 * A log as the app leaves it, made here by hand, and what somebody without its key can do to it. The key's fingerprint is
 * always given: these are the cases that it is for.
 */

type Body = Record<string, unknown>;

function head(dir: string, signer: Signer | null, count: number, hash: string, more: Body = {}): void {
  const body = { type: HEAD_TYPE, version: 1, count, hash, ts: 1_000_000_000, ...more };
  writeFileSync(join(dir, HEAD), writeStatement(body, signer));
}

/** What stands for a removed segment with the records `first` to `last`; as a file, and as a record tells of it. */
function removed(number: number, [first, last]: [number, number], prev: string, lastHash: string) {
  const facts = {
    segment: closedName(number),
    records: last - first + 1,
    bytes: 1,
    first_seq: first,
    last_seq: last,
    prev_hash: prev,
    last_hash: lastHash,
    first_ts: 1,
    last_ts: 2,
  };
  const text = (signer: Signer | null, change: Body = {}): string =>
    writeStatement({ type: TOMBSTONE_TYPE, version: 1, ...facts, removed_ts: 3, ...change }, signer);
  const record = (more: Body = {}): Forged => ({
    event: 'retention',
    detail: { what: 'removed', through: { seq: last, hash: lastHash }, segments: [facts], ...more },
  });
  return { name: tombstoneName(number), facts, text, record };
}

const step = (seq: number): Forged => ({ event: 'step', detail: seq });

/** Records 1 to 5 removed, told by record 7 of the five that follow; the head counts all ten. */
function logWithRemoval(tell: Body = {}) {
  const dir = tempDir();
  const signer = forgedSigner();
  const first = forgeChain(1, 5, NO_RECORD);
  const gone = removed(1, [1, 5], NO_RECORD, first.hash);
  const rest = forgeChain(6, 5, first.hash, (seq) => (seq === 7 ? gone.record(tell) : step(seq)));
  writeFileSync(join(dir, gone.name), gone.text(signer));
  writeFileSync(join(dir, CURRENT), rest.text);
  head(dir, signer, 10, rest.hash);
  return { dir, signer, key: signer.fingerprint, gone, rest };
}

describe('with the real signed head left in its place', () => {
  it('a log forged as a whole behind a forged note of a removal is not taken for the one that was signed', () => {
    const dir = tempDir();
    const signer = forgedSigner();
    const real = forgeChain(1, 10, NO_RECORD);
    head(dir, signer, 10, real.hash);
    const gone = removed(1, [1, 20], NO_RECORD, 'ab'.repeat(32));
    writeFileSync(join(dir, gone.name), gone.text(null));
    const forged = forgeChain(21, 8, 'ab'.repeat(32), (seq) => (seq === 22 ? gone.record() : step(seq)));
    writeFileSync(join(dir, CURRENT), forged.text);
    for (const key of [signer.fingerprint, null]) {
      expect(verifyLog({ dir, key })).toMatchObject({ ok: false, signed: false });
      expect(verifyLog({ dir, key }).problems).toContainEqual(
        expect.objectContaining({
          kind: 'head_mismatch',
          seq: 10,
          message: expect.stringMatching(/not there/) as unknown,
        }),
      );
    }
  });

  it('all records deleted is a cut-off end', () => {
    const dir = tempDir();
    const signer = forgedSigner();
    head(dir, signer, 10, forgeChain(1, 10, NO_RECORD).hash);
    const problems = [{ kind: 'truncated', seq: 1 }];
    expect(verifyLog({ dir, key: signer.fingerprint })).toMatchObject({ ok: false, problems });
    expect(verifyLog({ dir })).toMatchObject({ ok: false, problems });
    rmSync(join(dir, HEAD));
    expect(() => verifyLog({ dir })).toThrow(/ENOENT/);
  });

  it('records added behind the last head of an orderly end are named; behind one of a crash they are usual', () => {
    const dir = tempDir();
    const signer = forgedSigner();
    const real = forgeChain(1, 10, NO_RECORD);
    const added = forgeChain(11, 3, real.hash);
    writeFileSync(join(dir, CURRENT), real.text + added.text);
    const key = signer.fingerprint;
    head(dir, signer, 10, real.hash, { closed: true });
    expect(verifyLog({ dir, key })).toMatchObject({
      ok: false,
      signed: true,
      problems: [
        { kind: 'head_mismatch', seq: 11, message: expect.stringMatching(/Records 11 to 13/) as unknown },
      ],
    });
    for (const more of [{ closed: false }, {}]) {
      head(dir, signer, 10, real.hash, more);
      expect(verifyLog({ dir, key })).toMatchObject({ ok: true, signed: true, problems: [] });
    }
  });
});

describe('what stands for a removed segment', () => {
  it('is taken as the app left it', () => {
    const { dir, key } = logWithRemoval();
    expect(verifyLog({ dir, key })).toMatchObject({ ok: true, signed: true, removed: 5, problems: [] });
  });

  it('must say what the record of its removal says, signed or not', () => {
    const changes: Body[] = [{ records: 1 }, { bytes: 999 }, { first_ts: 4e9 }, { last_ts: 4e9 }];
    for (const change of changes) {
      const { dir, key, gone } = logWithRemoval();
      writeFileSync(join(dir, gone.name), gone.text(null, change));
      expect(verifyLog({ dir, key })).toMatchObject({
        ok: false,
        problems: [{ kind: 'altered', seq: 1, segment: gone.name }],
      });
    }
  });

  it('must be signed with the key that the record names', () => {
    const { dir, key, gone, signer } = logWithRemoval({ fingerprint: 'cd'.repeat(32) });
    expect(verifyLog({ dir, key }).problems).toMatchObject([{ kind: 'altered', segment: gone.name }]);
    const other = logWithRemoval();
    // Without a name: as before there was a key store. The record, which is signed, is enough.
    writeFileSync(join(other.dir, other.gone.name), other.gone.text(null));
    expect(verifyLog({ dir: other.dir, key: other.key })).toMatchObject({ ok: true, signed: true });
    expect(signer.fingerprint).not.toBe(other.key);
  });

  it('told of only behind the signed head must itself be signed with that key', () => {
    const { dir, key, signer, gone } = logWithRemoval();
    const [sixth = ''] = readFileSync(join(dir, CURRENT), 'utf8').split('\n');
    head(dir, signer, 6, (JSON.parse(sixth) as { hash: string }).hash);
    // As after a crash right behind a removal.
    expect(verifyLog({ dir, key })).toMatchObject({ ok: true, signed: true });
    for (const by of [null, forgedSigner()]) {
      writeFileSync(join(dir, gone.name), gone.text(by));
      expect(verifyLog({ dir, key }).problems).toMatchObject([{ kind: 'altered', segment: gone.name }]);
    }
  });

  /** Records 1 to 5, and then 6 to 10 with the record that told of the first, are removed. */
  function twice(secondTells: (first: string) => Body, bySigner: 'signed' | 'unsigned') {
    const dir = tempDir();
    const signer = forgedSigner();
    const sealer = bySigner === 'signed' ? signer : null;
    const one = forgeChain(1, 5, NO_RECORD);
    const first = removed(1, [1, 5], NO_RECORD, one.hash);
    const two = forgeChain(6, 5, one.hash, (seq) => (seq === 7 ? first.record() : step(seq)));
    const second = removed(2, [6, 10], one.hash, two.hash);
    const tells = secondTells(first.text(sealer));
    const rest = forgeChain(11, 5, two.hash, (seq) => (seq === 12 ? second.record(tells) : step(seq)));
    writeFileSync(join(dir, first.name), first.text(sealer));
    writeFileSync(join(dir, second.name), second.text(sealer));
    writeFileSync(join(dir, CURRENT), rest.text);
    head(dir, signer, 15, rest.hash);
    return { dir, key: signer.fingerprint, first, signer, two };
  }

  it('whose record was itself removed must be what the next one has hashed', () => {
    const before = (text: string): Body => ({ before: { segments: 1, sha256: hashStanding([text]) } });
    const { dir, key, first } = twice(before, 'unsigned');
    expect(verifyLog({ dir, key })).toMatchObject({ ok: true, signed: true, removed: 10 });
    writeFileSync(join(dir, first.name), first.text(null, { bytes: 2 }));
    expect(verifyLog({ dir, key }).problems).toMatchObject([{ kind: 'altered', seq: 1 }]);
  });

  it('hashed by a record that the head does not count must itself be signed', () => {
    const before = (text: string): Body => ({ before: { segments: 1, sha256: hashStanding([text]) } });
    for (const by of ['signed', 'unsigned'] as const) {
      const { dir, key, signer, two } = twice(before, by);
      const [eleventh = ''] = readFileSync(join(dir, CURRENT), 'utf8').split('\n');
      head(dir, signer, 11, (JSON.parse(eleventh) as { hash: string }).hash);
      expect(eleventh).toContain(two.hash);
      const problems =
        by === 'signed'
          ? []
          : [
              { kind: 'altered', seq: 1 },
              { kind: 'altered', seq: 6 },
            ];
      expect(verifyLog({ dir, key }).problems).toMatchObject(problems);
    }
  });

  it('whose record was removed without that must be signed with the key', () => {
    const { dir, key, first } = twice(() => ({}), 'signed');
    expect(verifyLog({ dir, key })).toMatchObject({ ok: true, signed: true });
    writeFileSync(join(dir, first.name), first.text(null, { bytes: 2 }));
    expect(verifyLog({ dir, key }).problems).toMatchObject([{ kind: 'altered', segment: first.name }]);
  });

  it('is told of by a record of a removal, not by any other', () => {
    const { dir, signer, gone } = logWithRemoval();
    const last = gone.facts.last_hash;
    const rest = forgeChain(6, 5, last, (seq) => ({
      ...gone.record(),
      event: seq === 7 ? 'approval' : 'app',
    }));
    writeFileSync(join(dir, CURRENT), rest.text);
    head(dir, signer, 10, rest.hash);
    expect(verifyLog({ dir, key: signer.fingerprint }).problems).toMatchObject([{ kind: 'missing', seq: 1 }]);
  });
});

describe('of very many problems', () => {
  it('the first bad record is named, whatever was come across before it, and so is the head', () => {
    const dir = tempDir();
    const signer = forgedSigner();
    const lines = forgeChain(1, 600, NO_RECORD).text.trimEnd().split('\n');
    const changed = lines.map((line, at) => (at > 200 ? line.replace('forged', 'Forged') : line));
    // A gap is known to be one only at the end.
    writeFileSync(join(dir, CURRENT), `${changed.toSpliced(2, 1).join('\n')}\n`);
    head(dir, signer, 900, 'ab'.repeat(32));
    const { problems } = verifyLog({ dir, key: signer.fingerprint });
    expect(problems).toHaveLength(100);
    expect(problems[0]).toMatchObject({ kind: 'missing', seq: 3 });
    expect(problems[1]).toMatchObject({ kind: 'altered', seq: 202 });
    expect(problems.at(-1)).toMatchObject({ kind: 'truncated', seq: 601 });
  });
});

describe('without a key to compare with, where a record names the key that signs', () => {
  /** Two hundred records, the fifth of which tells of the key. */
  function logWithKey(at = 5) {
    const dir = tempDir();
    const signer = forgedSigner();
    const detail = { what: 'signing_key_made', fingerprint: signer.fingerprint };
    const make = (seq: number): Forged => (seq === at ? { event: 'app', detail } : step(seq));
    const first = forgeChain(1, 100, NO_RECORD, make);
    const rest = forgeChain(101, 100, first.hash, make);
    writeFileSync(join(dir, closedName(1)), first.text);
    writeFileSync(join(dir, CURRENT), rest.text);
    return { dir, signer, hash: rest.hash };
  }
  const mismatch = (message: RegExp) => ({
    ok: false,
    signed: false,
    problems: [{ kind: 'head_mismatch', message: expect.stringMatching(message) as unknown }],
  });

  it('the head must be there, signed, and with that key', () => {
    const { dir, signer, hash } = logWithKey();
    expect(verifyLog({ dir })).toMatchObject(mismatch(/no head .* record 5 says/));
    head(dir, null, 200, hash);
    expect(verifyLog({ dir })).toMatchObject(mismatch(/not signed, and record 5 says/));
    head(dir, null, 0, NO_RECORD);
    expect(verifyLog({ dir })).toMatchObject(mismatch(/not signed, and record 5 says/));
    head(dir, forgedSigner(), 200, hash);
    expect(verifyLog({ dir })).toMatchObject(mismatch(/signed with the key .*, and record 5 says/));
    // Also where the file with that record was looked at by itself.
    const part = checkPart({ dir, name: closedName(1), countAtHead: 200 });
    const parts = new Map(part ? [[closedName(1), part]] : []);
    expect(verifyLog({ dir, parts })).toMatchObject(mismatch(/signed with the key .*, and record 5 says/));
    head(dir, signer, 200, hash);
    expect(verifyLog({ dir })).toMatchObject({ ok: true, signed: true, problems: [] });
  });

  it('a key that was made a moment before the app was killed has signed nothing yet', () => {
    const { dir } = logWithKey(195);
    head(dir, null, 0, NO_RECORD);
    expect(verifyLog({ dir })).toMatchObject({ ok: true, signed: false, problems: [] });
  });

  it('records without a head are called that, if nothing more can be said', () => {
    const dir = tempDir();
    writeFileSync(join(dir, CURRENT), forgeChain(1, 3, NO_RECORD).text);
    const { ok, notes } = verifyLog({ dir });
    expect({ ok, notes }).toStrictEqual({
      ok: true,
      notes: [expect.stringMatching(/There are records, but no head/) as unknown],
    });
  });
});

it('a segment looked at for an older head is looked at again for the record that the head names now', () => {
  const dir = tempDir();
  const signer = forgedSigner();
  const one = forgeChain(1, 5, NO_RECORD);
  const two = forgeChain(6, 5, one.hash);
  writeFileSync(join(dir, closedName(1)), one.text);
  writeFileSync(join(dir, CURRENT), two.text);
  const part = checkPart({ dir, name: closedName(1), countAtHead: 2 });
  const parts = new Map(part ? [[closedName(1), part]] : []);
  head(dir, signer, 5, one.hash);
  expect(parts.size).toBe(1);
  expect(verifyLog({ dir, parts, key: signer.fingerprint })).toMatchObject({ ok: true, signed: true });
});
