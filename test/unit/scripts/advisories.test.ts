import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { excusedProblems, readAudit, shippedPackages } from '../../../scripts/lib/advisories.mjs';
import listed from '../../../scripts/lib/advisories-excused.json';
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

const EXCUSED = {
  package: 'deep',
  advisory: 'https://a.example/1',
  why: 'It is never called.',
  until: '2030-01-31',
};
/** `deep` has a hole of its own, and `app-lib` the same through it. */
const through = (more: object[] = []): string =>
  JSON.stringify({
    vulnerabilities: {
      deep: {
        severity: 'high',
        via: [{ title: 'A hole', url: 'https://a.example/1', severity: 'high' }, ...more],
      },
      'app-lib': { severity: 'high', via: ['deep'] },
    },
  });

it('one that is excused counts no more, neither by itself nor through what needs it', () => {
  expect(readAudit(through(), shipped)).toMatchObject({ state: 'found', lines: { length: 2 } });
  expect(readAudit(through(), shipped, [EXCUSED])).toEqual({ state: 'clean', looked: 2 });
});

it('another hole of the same package, or the same of another, is not excused with it', () => {
  const more = { title: 'Another', url: 'https://a.example/2', severity: 'critical' };
  expect(readAudit(through([more]), shipped, [EXCUSED])).toMatchObject({ state: 'found' });
  expect(readAudit(through(), shipped, [{ ...EXCUSED, package: 'app-lib' }])).toMatchObject({
    state: 'found',
  });
  // Of a lower severity it would not have counted.
  expect(readAudit(through([{ ...more, severity: 'low' }]), shipped, [EXCUSED])).toMatchObject({
    state: 'clean',
  });
});

it('an excuse says of what, why and until when, and past that day fails', () => {
  expect(excusedProblems([EXCUSED], '2030-01-31')).toEqual([]);
  expect(excusedProblems([EXCUSED], '2030-02-01')).toEqual([
    'deep: https://a.example/1 was excused until 2030-01-31 (It is never called.).',
  ]);
  for (const broken of [{}, { ...EXCUSED, why: ' ' }, { ...EXCUSED, until: 'soon' }, 'deep'])
    expect(excusedProblems([broken], '2026-01-01'), JSON.stringify(broken)).toHaveLength(1);
  expect(excusedProblems({}, '2026-01-01')).toHaveLength(1);
  expect(excusedProblems(listed, new Date().toISOString().slice(0, 10))).toEqual([]);
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
