import fs from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openPart, openPartHandle, PartMoved } from '../../../../src-main/audit/index/log-parts.ts';
import { openLog, tempDir } from '../../../support/audit.ts';

it.each<[string, (path: string, next: string) => void]>([
  ['the next file, still empty', (path) => fs.writeFileSync(path, '')],
  ['the next file, with less in it', (path) => fs.writeFileSync(path, '{"seq":1,')],
  ['the next file, with more in it', (path, next) => fs.writeFileSync(path, next.repeat(50))],
  ['nothing', (path) => fs.rmSync(path)],
])('what stands under the name of a part by now is %s: it has moved', async (_name, replace) => {
  const { log, path, segments } = await openLog({ dir: join(tempDir(), 'logs') });
  await log.durable(log.append({ event: 'step' }));
  const [part] = segments();
  if (!part) throw new Error('There is no part.');
  fs.closeSync(openPart(part));
  await (await openPartHandle(part)).close();
  const line = fs.readFileSync(path, 'utf8').split('\n')[0] ?? '';
  replace(path, `${line.replace('"seq":1,', '"seq":9,')}\n`);
  expect(() => openPart(part)).toThrow(PartMoved);
  await expect(openPartHandle(part)).rejects.toThrow(PartMoved);
});
