import { readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closedName } from '../../../src-main/audit/chain/files.mjs';
import { verifyInWorker } from '../../../src-main/audit/verify-in-worker.ts';
import { signedLog } from '../../support/audit-tamper.ts';
import { bundleWorker } from '../../support/worker-build.ts';

let folder = '';
beforeAll(async () => {
  folder = await bundleWorker('src-main/audit/verify.worker.ts', 'audit-verify.cjs');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...options: Parameters<ReturnType<typeof verifyInWorker>>) =>
  verifyInWorker(join(folder, 'audit-verify.cjs'))(...options);

it('checks in its own thread, with others that help, and names what is wrong', async () => {
  const { dir, artifacts, fingerprint: key, open } = await signedLog(60);
  const signal = new AbortController().signal;
  expect(await run({ dir, key, artifacts }, signal)).toMatchObject({ ok: true, signed: true });
  const { log, reader } = await open({ verify: run });
  expect(await reader.verify()).toMatchObject({ ok: true, signed: true });
  // Whoever asks meanwhile gets the same answer.
  const [one, two] = await Promise.all([reader.verify(), reader.verify()]);
  expect(one).toBe(two);
  await log.close();
  const path = join(dir, closedName(2));
  writeFileSync(path, readFileSync(path, 'utf8').replace('"number ', '"nummer '));
  expect((await run({ dir, key }, signal)).problems).toMatchObject([
    { kind: 'altered', segment: closedName(2) },
  ]);
});

it('ends at once when it is cancelled, and the next one is whole', async () => {
  const { open } = await signedLog(60);
  const { reader } = await open({ verify: run });
  const stop = new AbortController();
  const answer = reader.verify(stop.signal);
  stop.abort(new Error('stopped'));
  await expect(answer).rejects.toThrow('stopped');
  expect(await reader.verify()).toMatchObject({ ok: true });
});

it('fails as a missing log does, not in silence', async () => {
  await expect(run({ dir: '/nowhere' }, new AbortController().signal)).rejects.toThrow(/ENOENT/);
});
