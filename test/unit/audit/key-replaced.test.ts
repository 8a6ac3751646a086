import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Evidence } from '../../../src-main/audit/chain/evidence.mjs';
import { CURRENT, HEAD, HEAD_TYPE } from '../../../src-main/audit/chain/files.mjs';
import { writeStatement } from '../../../src-main/audit/chain/statement.mjs';
import { verifyLog } from '../../../src-main/audit/chain/verify-log.mjs';
import { readLines, readRecords } from '../../support/audit.ts';
import { signedFolder } from '../../support/audit-tamper.ts';

describe('the first check after a start finds', () => {
  it('a cut-off end with a head that nobody signed, and the key’s file deleted', async () => {
    const folder = signedFolder();
    const first = await folder.open();
    await first.log.durable(first.log.append({ event: 'step' }));
    await expect.poll(() => first.signing().signed, { timeout: 10_000 }).toBe(true);
    for (let index = 0; index < 8; index++) first.log.append({ event: 'step', detail: index });
    await first.log.close();
    const path = join(folder.dir, CURRENT);
    writeFileSync(path, `${readLines(path).slice(0, -4).join('\n')}\n`);
    const last = readRecords(path).at(-1);
    const body = { type: HEAD_TYPE, version: 1, count: last?.seq, hash: last?.hash, ts: 1, closed: true };
    writeFileSync(join(folder.dir, HEAD), writeStatement(body, null));
    rmSync(folder.keyPath);

    const { log, reader, recovery, signing } = await folder.open();
    // As a log looks that was never signed; reading all of it would hold up the start.
    expect(recovery.tampering).toBeNull();
    await log.durable(log.append({ event: 'step' }));
    await expect.poll(() => signing().signed, { timeout: 10_000 }).toBe(true);
    const found = { kind: 'head_mismatch', message: expect.stringMatching(/a new key signs/) as unknown };
    expect(await reader.verify()).toMatchObject({ ok: false, problems: [found] });
    await log.close();
    expect(verifyLog({ dir: folder.dir })).toMatchObject({ ok: false, problems: [found] });
  });

  it('nothing where the app has said that the first key was gone', async () => {
    const folder = signedFolder();
    await (await folder.open()).log.close();
    rmSync(folder.keyPath);
    const { log: opened, recovery, signing } = await folder.open();
    expect(recovery.tampering).toMatchObject({ message: expect.stringMatching(/does not have/) as unknown });
    await opened.durable(opened.append({ event: 'step' }));
    await expect.poll(() => signing().signed, { timeout: 10_000 }).toBe(true);
    await opened.close();
    const { problems } = verifyLog({ dir: folder.dir });
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(/The app found this at a start/);
  });
});

it('a log that names keys without end does not fill the memory of its check, and the newest counts', () => {
  const evidence = new Evidence();
  const keysMade = Array.from({ length: 1_000 }, (_, at) => ({
    at,
    fingerprint: String(at).padStart(64, '0'),
  }));
  evidence.add({ ...evidence.data(), keysMade });
  expect(evidence.keysMade.length).toBeLessThan(200);
  expect(evidence.keysMade.at(-1)).toStrictEqual(keysMade.at(-1));
});
