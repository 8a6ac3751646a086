import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ArtifactStore, MAX_ARTIFACT_BYTES } from '../../../src-main/audit/artifacts.ts';
import { keptArtifacts } from '../../../src-main/audit/kept-artifacts.ts';
import { tempDir } from '../../support/audit.ts';
import { signedFolder } from '../../support/audit-tamper.ts';

describe('artifacts', () => {
  it('are told from their bytes, and shown as missing or altered', async () => {
    const store = new ArtifactStore(join(tempDir(), 'artifacts'));
    const png = Buffer.from('89504e470d0a1a0a0000', 'hex');
    const ref = await store.put({ name: 'shot', mime: 'text/html', bytes: png });
    expect(ref.sha256).toBe(createHash('sha256').update(png).digest('hex'));
    expect(await store.read(ref.sha256)).toMatchObject({ state: 'whole', mime: 'image/png', bytes: png });
    const page = await store.put({
      name: 'x',
      mime: 'text/html',
      bytes: Buffer.from('<script>alert(1)</script>'),
    });
    expect(await store.read(page.sha256)).toMatchObject({ state: 'whole', mime: 'text/plain' });
    writeFileSync(join(store.dir, page.sha256), 'other');
    expect(await store.read(page.sha256)).toStrictEqual({ state: 'altered' });
    expect(await store.read('0'.repeat(64))).toStrictEqual({ state: 'missing' });
    expect(await store.read('../audit-key.json')).toStrictEqual({ state: 'missing' });
    await expect(
      store.put({ name: 'big', mime: 'x/y', bytes: Buffer.alloc(MAX_ARTIFACT_BYTES + 1) }),
    ).rejects.toThrow(/at most/);
  });

  it('may be large, and their hash is that of all of it', async () => {
    const store = new ArtifactStore(join(tempDir(), 'artifacts'));
    for (const size of [0, 1, 1024 * 1024, 3 * 1024 * 1024 + 7]) {
      const bytes = Buffer.alloc(size, 'abc');
      const ref = await store.put({ name: 'x', mime: 'text/plain', bytes });
      expect(ref.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect(await store.read(ref.sha256)).toMatchObject({ state: 'whole' });
    }
  });

  it('that are altered or gone are named by a check', async () => {
    const { open, artifacts } = signedFolder();
    const { log, reader } = await open();
    const store = new ArtifactStore(artifacts);
    const refs = [];
    for (const text of ['one', 'two', 'three'])
      refs.push(await store.put({ name: text, mime: 'text/plain', bytes: Buffer.from(text) }));
    await log.durable(log.append({ event: 'finished', run_id: 'r', artifacts: refs }));
    expect(await reader.verify()).toMatchObject({ ok: true, artifacts: 3 });
    writeFileSync(join(artifacts, refs[0]?.sha256 ?? ''), 'One');
    rmSync(join(artifacts, refs[1]?.sha256 ?? ''));
    expect((await reader.verify()).problems).toMatchObject([
      { kind: 'artifact_altered', seq: 2 },
      { kind: 'artifact_missing', seq: 2 },
    ]);
    rmSync(artifacts, { recursive: true });
    expect((await reader.verify()).problems).toHaveLength(3);
  });
});

it('none is missed that a record names across the border of two pieces that are read', async () => {
  const path = join(tempDir(), 'part.jsonl');
  const sha256 = 'ab'.repeat(32);
  const piece = 1024 * 1024;
  for (let at = piece - 80; at <= piece + 5; at += 1) {
    const bytes = Buffer.alloc(piece + 200, 'x');
    bytes.write(`"sha256":"${sha256}"`, at);
    writeFileSync(path, bytes);
    const part = { path, name: 'part', number: 1, firstSeq: 1, lastSeq: 1, bytes: bytes.length };
    expect(await keptArtifacts(() => [part], new AbortController().signal), String(at)).toEqual(
      new Set([sha256]),
    );
  }
});
