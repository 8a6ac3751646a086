import { expect, it } from 'vitest';
import { canonicalHttpsUrl } from '../../../src-preload/contract/schemas/hosts.ts';

it.each([
  ['https://Example.com', 'https://example.com/'],
  ['HTTPS://example.com:443/a?b#c', 'https://example.com/a?b#c'],
  ['https://аpple.com/', 'https://xn--pple-43d.com/'],
])('%s is an address to open, written %s', (text, written) => {
  expect(canonicalHttpsUrl(text)).toBe(written);
});

it.each([
  '',
  'example.com',
  'http://example.com/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://host/share',
  'https://name@example.com/',
  'https://name:word@example.com/',
  'https://example.com/a b',
  ' https://example.com/',
  'ht\ntps://example.com/',
  'https://example.com/\u202egpj.exe',
  'https://',
])('%j is none', (text) => {
  expect(canonicalHttpsUrl(text)).toBeNull();
});
