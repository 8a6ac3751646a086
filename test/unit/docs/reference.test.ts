import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import prettier from 'prettier';
import { expect, it } from 'vitest';
import { settingsTable } from '../../support/reference/configuration.ts';
import { contractReference } from '../../support/reference/contract.ts';
import { toolsReference } from '../../support/reference/tools.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const KEYS = /(<!-- keys -->\n)[^]*(\n<!-- end of the keys -->)/;

/** `npm run docs` writes what differs. */
async function isUpToDate(name: string, text: string): Promise<void> {
  const file = join(ROOT, 'docs', name);
  const options = await prettier.resolveConfig(file);
  await expect(await prettier.format(text, { ...options, filepath: file })).toMatchFileSnapshot(file);
}

it('docs/tools.md is what the tools say', () => isUpToDate('tools.md', toolsReference()));

it('docs/contract.md is what the pages can ask', () => isUpToDate('contract.md', contractReference()));

it('the keys in docs/configuration.md are those of the app', async () => {
  const text = readFileSync(join(ROOT, 'docs/configuration.md'), 'utf8');
  expect(text).toMatch(KEYS);
  await isUpToDate(
    'configuration.md',
    text.replace(KEYS, (_all, begin: string, end: string) => `${begin}\n${settingsTable()}\n${end}`),
  );
});
