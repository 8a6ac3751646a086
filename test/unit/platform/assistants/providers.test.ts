import { expect, test } from 'vitest';
import {
  MAX_PROVIDERS_BYTES,
  providerHosts,
  readProviders,
} from '../../../../src-main/platform/assistants/providers.ts';
import { bothAllow, isDomainAllowed } from '../../../../src-main/platform/domain-rules.ts';

const selectors = { input: '#q', answer: '.a', busy: '#b' };
const own = { id: 'mine', title: 'Mine', url: 'https://mine.example/chat', selectors };
const read = (...providers: unknown[]) => readProviders(JSON.stringify({ providers }));
const ids = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id);

test('the shipped ones are whole, and go over https', () => {
  const { list, problems } = readProviders(null);
  expect(problems).toEqual([]);
  expect(ids(list)).toEqual(['chatgpt', 'gemini', 'claude']);
  for (const { url, selectors: given, moreWords } of list) {
    expect(url).toMatch(/^https:/);
    const { more, ...others } = given;
    expect(Object.keys(others)).toEqual(['input', 'send', 'answer', 'busy', 'login', 'challenge', 'error']);
    // Any button with these words: without them it would be any button.
    expect(more).toBe(moreWords && 'button');
  }
});

test('an own one is added, or takes the place of a shipped one', () => {
  expect(ids(read(own).list)).toEqual(['chatgpt', 'gemini', 'claude', 'mine']);
  const changed = read({ ...own, id: 'claude' });
  expect(changed.list.find(({ id }) => id === 'claude')?.url).toBe(own.url);
  expect(changed.list).toHaveLength(3);
});

test.each([
  ['ollama', { ...own, id: 'ollama' }, 'taken'],
  ['a path as id', { ...own, id: '../x' }, 'Small letters'],
  ['an address of another kind', { ...own, url: 'file:///etc/passwd' }, 'whole https address'],
  ['a script as address', { ...own, url: 'javascript:alert(1)' }, 'whole https address'],
  ['a password in the address', { ...own, url: 'https://a:b@mine.example/' }, 'whole https address'],
  ['no busy mark', { ...own, selectors: { input: '#q', answer: '.a' } }, 'selectors.busy'],
  ['an unknown key', { ...own, guard: false }, 'guard'],
  ['a host that is none', { ...own, hosts: ['*'] }, 'hosts.0'],
  ['no object', 7, 'Entry 1'],
])('%s is skipped and named, and the others stay', (_name, entry, words) => {
  const { list, problems } = read(entry, { ...own, id: 'good' });
  expect(ids(list)).toContain('good');
  expect(list).toHaveLength(4);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^Entry 1/);
  expect(problems[0]).toContain(words);
});

test('two of one id: the first counts', () => {
  const { list, problems } = read(own, { ...own, url: 'https://other.example/' });
  expect(list.find(({ id }) => id === 'mine')?.url).toBe(own.url);
  expect(problems.join()).toContain('another entry');
});

test.each([
  '',
  'not json',
  '[]',
  '{"providers": 7}',
  `{"providers": [], "x": "${'x'.repeat(MAX_PROVIDERS_BYTES)}"`,
])('a file that is none leaves the shipped ones and says so (%#)', (text) => {
  const { list, problems } = readProviders(text);
  expect(list).toHaveLength(3);
  expect(problems).toHaveLength(1);
});

test('what a page may reach is what the provider and the settings both allow', () => {
  const hosts = providerHosts({ url: own.url, hosts: ['*.mine.example', 'cdn.example'] });
  expect(hosts).toEqual(['mine.example', '*.mine.example', 'cdn.example']);
  const all = ['mine.example', 'a.mine.example', 'cdn.example', 'evil.example', 'x.cdn.example'];
  for (const allowed of [
    [],
    ['mine.example'],
    ['*.mine.example'],
    ['*.example'],
    ['a.mine.example'],
    ['other.example'],
  ]) {
    const both = bothAllow(hosts, allowed);
    expect(both.length).toBeGreaterThan(0);
    for (const host of all) {
      const expected = isDomainAllowed(host, hosts) && isDomainAllowed(host, allowed);
      expect(isDomainAllowed(host, both), `${host} with ${allowed.join()}`).toBe(expected);
    }
  }
});
