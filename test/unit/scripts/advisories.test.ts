import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { readAudit, shippedPackages } from '../../../scripts/lib/advisories.mjs';
import { renderer } from '../../../scripts/lib/shipped.json';

const ROOT = resolve(import.meta.dirname, '../../..');
const LOCK = {
  packages: {
    '': {},
    'node_modules/app-lib': { dependencies: { deep: '1' } },
    'node_modules/deep': {},
    'node_modules/app-lib/node_modules/deep': { optionalDependencies: { deeper: '1' } },
    'node_modules/deeper': {},
    'node_modules/tool': { dependencies: { 'tool-only': '1' } },
    'node_modules/tool-only': {},
  },
};
const shipped = shippedPackages(LOCK, ['app-lib']);
const audit = (name: string, severity: string): string =>
  JSON.stringify({
    vulnerabilities: {
      [name]: { severity, via: [{ title: 'A hole', url: 'https://a.example/1' }, 'other'] },
    },
  });

it('what is shipped is what is declared or bundled, with all that it needs', () => {
  expect([...shipped].sort()).toEqual(['app-lib', 'deep', 'deeper']);
});

it.each(['high', 'critical'])('an advisory of severity %s about something shipped is found', (severity) => {
  expect(readAudit(audit('deeper', severity), shipped)).toEqual({
    state: 'found',
    lines: [`deeper: ${severity}, A hole (https://a.example/1); through other`],
  });
});

it.each([
  ['deeper', 'moderate'],
  ['tool-only', 'critical'],
])('one about %s of severity %s is not', (name, severity) => {
  expect(readAudit(audit(name, severity), shipped)).toEqual({ state: 'clean', looked: 1 });
});

it.each([
  ['{"vulnerabilities":{}}', { state: 'clean', looked: 0 }],
  ['{"message":"405 Method Not Allowed","error":{"summary":""}}', { why: '405 Method Not Allowed' }],
  ['{"error":{"code":"ENOTFOUND","summary":"no such host"}}', { why: 'no such host' }],
  ['npm error\nnpm error network', { why: 'npm error network' }],
  ['', { why: 'npm said nothing' }],
  ['[]', { why: 'npm gave no list' }],
])('reads %j', (text, told) => {
  expect(readAudit(text, shipped)).toMatchObject(told);
});

it("lists every package that the pages' bundles take in", () => {
  const folder = join(ROOT, 'src-renderer');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  const taken = new Set<string>();
  for (const name of files) {
    for (const [, from = ''] of readFileSync(join(folder, name), 'utf8').matchAll(/from '([^.'][^']*)'/g))
      taken.add(
        from
          .split('/')
          .slice(0, from.startsWith('@') ? 2 : 1)
          .join('/'),
      );
  }
  expect(taken.size).toBeGreaterThan(0);
  expect([...taken].filter((name) => !renderer.includes(name))).toEqual([]);
});
