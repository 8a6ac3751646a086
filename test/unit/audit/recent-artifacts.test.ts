import { readdirSync } from 'node:fs';
import type * as fsPromises from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ArtifactStore } from '../../../src-main/audit/artifacts.ts';
import { tempDir } from '../../support/audit.ts';
import { signedFolder, SMALL_SEGMENT } from '../../support/audit-tamper.ts';

/* What becomes of artifacts while the app that has written them still runs. */

interface Removal {
  hold: Promise<void> | null;
  asked: () => void;
}
const removal = vi.hoisted((): Removal => ({ hold: null, asked: () => undefined }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fsPromises>();
  const rm: typeof real.rm = async (...args) => {
    removal.asked();
    await removal.hold;
    await real.rm(...args);
  };
  return { ...real, rm };
});

const DAY = 24 * 60 * 60;

it('takes artifacts of the same session too, once no run can refer to them any more', async () => {
  const folder = signedFolder();
  let now = 1_000_000;
  const { log, applyRetention, artifacts } = await folder.open({
    segmentBytes: () => SMALL_SEGMENT,
    clock: () => now,
    keep: () => ({ days: 5, megabytes: 0 }),
  });
  const store = artifacts as ArtifactStore;
  const fill = async () => {
    for (let index = 0; index < 20; index++)
      await log.durable(log.append({ event: 'step', detail: 'x'.repeat(400) }));
  };
  const old = await store.put({ name: 'x', mime: 'text/plain', bytes: Buffer.from('old') });
  await log.durable(log.append({ event: 'finished', run_id: 'a', artifacts: [old] }));
  await fill();
  now += 10 * DAY;
  await fill();
  const there = () => readdirSync(folder.artifacts);
  const elapsed = vi.spyOn(performance, 'now');
  onTestFinished(() => elapsed.mockRestore());
  expect(await applyRetention()).toBeGreaterThan(0);
  expect(there()).toStrictEqual([old.sha256]);
  const before = performance.now();
  elapsed.mockImplementation(() => before + 48 * 60 * 60 * 1000);
  expect(await applyRetention()).toBe(0);
  expect(there()).toStrictEqual([old.sha256]);
  elapsed.mockImplementation(() => before + 73 * 60 * 60 * 1000);
  const fresh = await store.put({ name: 'x', mime: 'text/plain', bytes: Buffer.from('fresh') });
  expect(await applyRetention()).toBe(0);
  expect(there()).toStrictEqual([fresh.sha256]);
});

it('one that comes again while it is being removed is there afterwards', async () => {
  const dir = join(tempDir(), 'artifacts');
  const file = { name: 'x', mime: 'text/plain', bytes: Buffer.from('again') };
  const { sha256 } = await new ArtifactStore(dir).put(file);
  const store = new ArtifactStore(dir);
  let release = (): void => undefined;
  removal.hold = new Promise((resolve) => (release = resolve));
  const asked = new Promise<void>((resolve) => (removal.asked = resolve));
  const removing = store.removeAllBut(() => Promise.resolve(new Set()));
  await asked;
  const putting = store.put(file);
  await new Promise((r) => setTimeout(r, 50));
  release();
  removal.hold = null;
  await Promise.all([removing, putting]);
  expect(await store.read(sha256)).toMatchObject({ state: 'whole' });
});
