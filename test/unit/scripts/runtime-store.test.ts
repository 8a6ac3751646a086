import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../scripts/lib/hash.mjs';
import {
  deepProblemWith,
  problemWith,
  putInPlace,
  readMarker,
  writeMarker,
} from '../../../scripts/lib/runtime-store.mjs';
import { tempDir } from './support.ts';

const wanted = { version: '45.4.1', source: 'official', platform: 'linux' } as const;

function fill(folder: string, content = 'binary'): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'electron'), content);
  fs.writeFileSync(path.join(folder, 'version'), 'v45.4.1\n');
}

async function complete(folder: string): Promise<void> {
  fill(folder);
  writeMarker(folder, { version: '45.4.1', source: 'official', sha256: sha256('binary'), bytes: 6 });
}

describe('problemWith', () => {
  it('finds nothing wrong with a complete one', async () => {
    const folder = tempDir();
    await complete(folder);
    expect(problemWith(folder, wanted)).toBeUndefined();
  });

  it('does not trust a half-unpacked folder, however complete it looks', () => {
    const folder = tempDir();
    fill(folder);
    expect(problemWith(folder, wanted)).toBe('not complete');
  });

  it.each([
    ['a missing executable', (folder: string) => fs.rmSync(path.join(folder, 'electron'))],
    ['a cut executable', (folder: string) => fs.truncateSync(path.join(folder, 'electron'), 3)],
    ['another version file', (folder: string) => fs.writeFileSync(path.join(folder, 'version'), '33.2.1')],
    ['no version file', (folder: string) => fs.rmSync(path.join(folder, 'version'))],
    [
      'a marker cut short',
      (folder: string) => fs.truncateSync(path.join(folder, '.execution-layer-complete.json'), 9),
    ],
  ])('finds %s', async (_what, damage) => {
    const folder = tempDir();
    await complete(folder);
    damage(folder);
    expect(problemWith(folder, wanted)).toBeTypeOf('string');
  });

  it('never takes one source for the other', async () => {
    const folder = tempDir();
    await complete(folder);
    expect(problemWith(folder, { ...wanted, source: 'registry' })).toMatch(/made for/);
  });
});

it('deepProblemWith sees a change that keeps the size', async () => {
  const folder = tempDir();
  await complete(folder);
  expect(await deepProblemWith(folder, wanted)).toBeUndefined();
  fs.writeFileSync(path.join(folder, 'electron'), 'BINARY');
  expect(problemWith(folder, wanted)).toBeUndefined();
  expect(await deepProblemWith(folder, wanted)).toMatch(/hash/);
});

describe('putInPlace', () => {
  it('puts the whole there and leaves nothing else', async () => {
    const parent = tempDir();
    const place = path.join(parent, 'runtime');
    await putInPlace(place, complete);
    expect(readMarker(place)?.version).toBe('45.4.1');
    expect(fs.readdirSync(parent)).toEqual(['runtime']);
  });

  it('keeps the old one when the new one fails half-way', async () => {
    const parent = tempDir();
    const place = path.join(parent, 'runtime');
    await complete(place);
    const failing = putInPlace(place, (folder) => {
      fill(folder, 'half');
      return Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    });
    await expect(failing).rejects.toThrow('full');
    expect(problemWith(place, wanted)).toBeUndefined();
    expect(fs.readdirSync(parent)).toEqual(['runtime']);
  });

  it('refuses a build that did not finish, even if it did not throw', async () => {
    const place = path.join(tempDir(), 'runtime');
    await expect(
      putInPlace(place, async (folder) => {
        fill(folder);
      }),
    ).rejects.toThrow(/no marker/);
    expect(fs.existsSync(place)).toBe(false);
  });

  it('sweeps what a killed run left, and replaces a damaged one', async () => {
    const parent = tempDir();
    const place = path.join(parent, 'runtime');
    fill(place, 'old and damaged');
    fill(path.join(parent, '.staging-killed', 'runtime'));
    await putInPlace(place, complete);
    expect(fs.readdirSync(parent)).toEqual(['runtime']);
    expect(problemWith(place, wanted)).toBeUndefined();
  });
});
