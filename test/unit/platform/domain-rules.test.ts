import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isDomainAllowed } from '../../../src-main/platform/domain-rules.ts';

const hostOf = (url: string): string => new URL(url).hostname;

test.each([
  ['example.com', 'http://example.com/', true],
  ['example.com', 'http://EXAMPLE.com./', true],
  ['example.com', 'http://www.example.com/', false],
  ['example.com', 'http://evil-example.com/', false],
  ['example.com', 'http://example.com.evil.org/', false],
  ['example.com', 'http://example.com@evil.org/', false],
  ['example.com', 'http://evil.org/example.com', false],
  ['*.example.com', 'http://www.example.com/', true],
  ['*.example.com', 'http://a.b.example.com/', true],
  ['*.example.com', 'http://example.com/', false],
  ['*.example.com', 'http://evil-example.com/', false],
  ['*.example.com', 'http://www.example.com.evil.org/', false],
  ['xn--mnchen-3ya.de', 'http://münchen.de/', true],
  ['xn--mnchen-3ya.de', 'http://munchen.de/', false],
  ['127.0.0.1', 'http://0x7f.1/', true],
  ['*.0.0.1', 'http://127.0.0.1/', false],
  ['*.1', 'http://127.0.0.1/', false],
  ['[::1]', 'http://[0:0::1]/', true],
])('%s covers %s: %s', (rule, url, allowed) => {
  expect(isDomainAllowed(hostOf(url), [rule])).toBe(allowed);
});

test('an empty list allows any host, a list of nonsense none', () => {
  expect(isDomainAllowed('example.com', [])).toBe(true);
  expect(isDomainAllowed('example.com', ['*.', '', 'a/b', '*'])).toBe(false);
});

test('no host but the apex itself and true subdomains passes', () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/);
  fc.assert(
    fc.property(label, label, (a, b) => {
      expect(isDomainAllowed(`${a}example.com`, ['example.com', '*.example.com'])).toBe(false);
      expect(isDomainAllowed(`${a}.example.com`, ['*.example.com'])).toBe(true);
      expect(isDomainAllowed(`example.com.${a}.${b}`, ['example.com', '*.example.com'])).toBe(false);
    }),
  );
});
