import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../../src-preload/contract/types.ts';
import { browserAutomation } from '../../../../src-main/tools/browser-automation/browser-automation.ts';
import { leavesPlan, plannedHosts } from '../../../../src-main/tools/browser-automation/planned-hosts.ts';

const PLANNED = plannedHosts({
  url: 'http://shop.example.com/login',
  steps: [
    { action: 'goto', url: 'https://127.0.0.1:8443/x' },
    { action: 'wait', ms: 1 },
  ],
  hosts: ['*.example.org', 'pay.example.net:8080', '[2001:db8::1]'],
  headless: true,
});
const PLAN: Plan = {
  summary: '',
  risk: 'high',
  steps: 1,
  effects: [],
  facts: { browser: '', url: '', hosts: [], headless: true, files: [] },
};
const codeFor = (address: string): string | undefined => leavesPlan(new URL(address), PLANNED)?.code;

describe('the hosts of a plan', () => {
  test('are those of all its addresses and those that are named, by port', () => {
    expect(PLANNED).toEqual([
      'shop.example.com:80',
      '127.0.0.1:8443',
      '*.example.org:443',
      '*.example.org:80',
      'pay.example.net:8080',
      '[2001:db8::1]:443',
      '[2001:db8::1]:80',
      // Of an http address what it commonly leads to, and of nothing else.
      'shop.example.com:443',
    ]);
  });

  test('are one host to whoever allows it, where one address is all there is', () => {
    const hostsOf = (url: string): readonly string[] | undefined =>
      browserAutomation.reach?.({ plan: PLAN, args: browserAutomation.args.parse({ url, steps: [] }) }).hosts;
    for (const [url, host] of [
      ['http://shop.example.com/', 'shop.example.com:80'],
      ['https://shop.example.com/', 'shop.example.com:443'],
      ['http://shop.example.com:8080/', 'shop.example.com:8080'],
    ] as const) {
      expect(hostsOf(url)).toEqual([host]);
    }
  });

  test.each([
    'http://shop.example.com/other',
    'https://shop.example.com/',
    'https://127.0.0.1:8443/',
    'https://a.b.example.org/',
    'http://pay.example.net:8080/',
    'http://[2001:db8::1]/',
  ])('%s is among them', (address) => {
    expect(codeFor(address)).toBeUndefined();
  });

  test.each([
    'https://example.com/',
    'https://shop.example.com.evil.test/',
    'https://evilshop.example.com/',
    'http://shop.example.com:8080/',
    'https://127.0.0.1/',
    'https://example.org/',
    'https://notexample.org/',
    'https://pay.example.net/',
    'http://[2001:db8::2]/',
  ])('%s is not', (address) => {
    expect(codeFor(address)).toBe('host_not_planned');
  });

  test.each([
    'file:///etc/passwd',
    'chrome://settings',
    'javascript:alert(1)',
    'data:text/html,x',
    'view-source:http://shop.example.com/',
    'blob:http://shop.example.com/1',
    'ftp://shop.example.com/',
    'ws://shop.example.com/',
    'about:blank',
  ])('%s is no page to go to', (address) => {
    expect(codeFor(address)).toBe('scheme_refused');
  });

  test('an address that carries a name or a password is refused, whatever its host', () => {
    expect(codeFor('https://anna@shop.example.com/')).toBe('credentials_in_url');
    expect(codeFor('https://:x@shop.example.com/')).toBe('credentials_in_url');
  });
});
