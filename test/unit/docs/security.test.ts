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

it('every guard names a test, and every adversary has guards', () => {
  const rows = guards
    .split('## What is not covered')[0]
    ?.split('\n')
    .filter((line) => line.startsWith('|') && !/^\| (Guard|-)/.test(line));
  expect(rows?.length).toBeGreaterThan(30);
  expect(rows?.filter((row) => !/`test\/[^`]+\.(test|spec)\.tsx?`/.test(row))).toEqual([]);
  for (const who of ['Hostile page', 'Hostile repository', 'Hostile agent', 'Script in the panel']) {
    expect(before, who).toContain(`| ${who}`);
    expect(guards, who).toContain(`### ${who}`);
  }
});

it('is where somebody would look for it', () => {
  expect(readFileSync(join(ROOT, 'SECURITY.md'), 'utf8')).toContain('docs/security.md');
  expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain('docs/security.md');
});
