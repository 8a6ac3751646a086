import { expect, it } from 'vitest';
import { compareVersions, requireNode } from '../../../scripts/lib/node-version.mjs';

it.each([
  ['20.19.0', '20.19.0', 0],
  ['v20.20.2', '20.19.0', 1],
  ['20.9.0', '20.19.0', -1],
  ['18.20.8', '20.19.0', -1],
  ['22.0.0-nightly2026', '20.19.0', 1],
  ['13', '12.9', 1],
])('%s against %s', (a, b, sign) => {
  expect(Math.sign(compareVersions(a, b))).toBe(sign);
});

it('an old Node is refused with both versions and what to do', () => {
  expect(() => requireNode('v18.1.0', '20.19.0')).toThrow(
    /needs Node 20\.19\.0 or newer; this is Node 18\.1\.0/,
  );
  expect(() => requireNode('20.19.0', '20.19.0')).not.toThrow();
});
