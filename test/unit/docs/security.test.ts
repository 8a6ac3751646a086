import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
const text = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');
const [before = '', guards = ''] = text.split('## Guards');
const named = [...text.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path);

it('every test that the threat model names exists', () => {
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

it('every guard names a test', () => {
  const rows = guards
    .split('## What is not covered')[0]
    ?.split('\n')
    .filter((line) => line.startsWith('|') && !/^\| (Guard|-)/.test(line));
  expect(rows?.length).toBeGreaterThan(30);
  expect(rows?.filter((row) => !/`test\/[^`]+\.(test|spec)\.tsx?`/.test(row))).toEqual([]);
});

/** Each adversary of the model, and the section with the guards against it. */
const AGAINST: Record<string, string> = {
  'Hostile page': 'Hostile page',
  'Hostile repository': 'Hostile repository',
  'Hostile agent or caller': 'Hostile agent or caller',
  'Script in the panel': 'Script in the panel',
  'Another program of the person': 'Other programs and users of this computer',
  'Another user of this computer': 'Other programs and users of this computer',
  'Update server, or who is in between': 'Updates',
};

it('every adversary of the model is known here, and has guards', () => {
  const table = before.split('## Adversaries')[1]?.split('\n') ?? [];
  const who = table
    .map((line) => /^\| ([^|]+?) +\|/.exec(line)?.[1])
    .filter((name) => name && !/^(Who|-+)$/.test(name));
  expect(who).toEqual(Object.keys(AGAINST));
  for (const [adversary, title] of Object.entries(AGAINST)) {
    const [section = ''] = guards.split(`### ${title}\n`).slice(1);
    const rows =
      section
        .split(/\n#{2,3} /)[0]
        ?.split('\n')
        .filter((line) => line.startsWith('| ')) ?? [];
    // The heading of the table is one.
    expect(rows.length, adversary).toBeGreaterThan(2);
  }
});

it('is where somebody would look for it', () => {
  expect(readFileSync(join(ROOT, 'SECURITY.md'), 'utf8')).toContain('docs/security.md');
  expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain('docs/security.md');
});
