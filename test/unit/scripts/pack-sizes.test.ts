import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sizeTable, sizesOf } from '../../../scripts/lib/pack-sizes.mjs';
import { makeTempDir } from '../../support/git-repo.ts';

it('tells a packed folder by its parts, largest first, with the sum', async () => {
  const folder = await makeTempDir();
  const put = (file: string, bytes: number) => {
    mkdirSync(join(folder.path, file, '..'), { recursive: true });
    writeFileSync(join(folder.path, file), Buffer.alloc(bytes));
  };
  put('execution-layer', 500_000);
  put('locales/en-US.pak', 100_000);
  put('resources/app.asar', 2_000_000);
  put('resources/app.asar.unpacked/node_modules/a/a.node', 300_000);
  const sizes = sizesOf(folder.path);
  expect(sizes.map(({ bytes }) => bytes)).toEqual([2_000_000, 500_000, 300_000, 100_000]);
  expect(sizeTable(sizes)).toBe(
    [
      '     2.0 MB  the app (app.asar)',
      '     0.5 MB  Electron',
      '     0.3 MB  native modules (app.asar.unpacked)',
      "     0.1 MB  Chromium's languages",
      '     2.9 MB  in all',
    ].join('\n'),
  );
  await folder.remove();
});
