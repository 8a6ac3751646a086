import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hasOddNotation,
  hostAndPort,
  judgeAddress,
  judgeHost,
} from '../../../src-main/platform/address-guard.ts';

/** The IANA special-purpose registries, typed in apart from the guard's own table: block, first and last address. */
const REFUSED_V4: [string, string, string][] = [
  ['this network', '0.0.0.0', '0.255.255.255'],
  ['private', '10.0.0.0', '10.255.255.255'],
  ['shared (CGNAT)', '100.64.0.0', '100.127.255.255'],
  ['loopback', '127.0.0.0', '127.255.255.255'],
  ['link-local', '169.254.0.0', '169.254.255.255'],
  ['private', '172.16.0.0', '172.31.255.255'],
  ['IETF protocols', '192.0.0.0', '192.0.0.255'],
  ['TEST-NET-1', '192.0.2.0', '192.0.2.255'],
  ['AS112', '192.31.196.0', '192.31.196.255'],
  ['AMT', '192.52.193.0', '192.52.193.255'],
  ['6to4 relay', '192.88.99.0', '192.88.99.255'],
  ['private', '192.168.0.0', '192.168.255.255'],
  ['AS112', '192.175.48.0', '192.175.48.255'],
  ['benchmarking', '198.18.0.0', '198.19.255.255'],
  ['TEST-NET-2', '198.51.100.0', '198.51.100.255'],
  ['TEST-NET-3', '203.0.113.0', '203.0.113.255'],
  ['multicast', '224.0.0.0', '239.255.255.255'],
  ['reserved', '240.0.0.0', '255.255.255.254'],
  ['broadcast', '255.255.255.255', '255.255.255.255'],
];
const BESIDE_V4 = [
  ['1.0.0.0', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0'],
  [
    '169.253.255.255',
    '169.255.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.1.0',
    '192.0.3.0',
    '192.167.255.255',
  ],
  ['192.169.0.0', '198.17.255.255', '198.20.0.0', '198.51.99.255', '203.0.112.255', '203.0.114.0'],
  ['223.255.255.255', '8.8.8.8', '93.184.216.34'],
].flat();
const REFUSED_V6 = [
  [
    '::',
    '::1',
    '::2',
    '::ffff:8.8.8.8',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '::ffff:0:127.0.0.1',
  ],
  ['64:ff9b::127.0.0.1', '64:ff9b::10.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::1', '100::1', '100:0:0:1::1'],
  ['2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2', '2001:1ff:ffff::1', '2001:db8::1', '2001:db8:ffff::1'],
  ['2002:7f00:1::1', '2002:808:808::1', '2620:4f:8000::1', '3fff::1', '3fff:fff::1', '5f00::1'],
  [
    'fc00::1',
    'fd00:ec2::254',
    'fdff::1',
    'fe80::1',
    'febf::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    'ff0e::1',
  ],
  ['4000::1', '1fff::1', 'e000::1'],
].flat();
const PUBLIC_V6 = [
  '2606:4700::1111',
  '2a00:1450:4001::200e',
  '2001:4860:4860::8888',
  '2001:200::1',
  '2003::1',
];
const METADATA = ['169.254.169.254', '100.100.100.200', '192.0.0.192', '168.63.129.16', 'fd00:ec2::254'];

const toNumber = (address: string): number =>
  address.split('.').reduce((n, part) => n * 256 + Number(part), 0);
const toAddress = (n: number): string => [24, 16, 8, 0].map((shift) => (n >>> shift) & 255).join('.');

describe('judgeAddress', () => {
  test.each(REFUSED_V4)('refuses all of %s (%s to %s)', (_name, first, last) => {
    fc.assert(
      fc.property(fc.integer({ min: toNumber(first), max: toNumber(last) }), (n) => {
        expect(judgeAddress(toAddress(n))).not.toBeNull();
      }),
      { numRuns: 50, examples: [[toNumber(first)], [toNumber(last)]] },
    );
  });

  test('lets every other IPv4 address through', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (n) => {
        const special =
          n === toNumber('168.63.129.16') ||
          REFUSED_V4.some(([, first, last]) => n >= toNumber(first) && n <= toNumber(last));
        expect(judgeAddress(toAddress(n)) !== null).toBe(special);
      }),
      { numRuns: 2000, examples: BESIDE_V4.map((address) => [toNumber(address)]) },
    );
  });

  test.each([...REFUSED_V6, ...METADATA])('refuses %s', (address) => {
    expect(judgeAddress(address)).not.toBeNull();
  });

  test.each([...PUBLIC_V6, ...BESIDE_V4, '64:ff9b::8.8.8.8'])('lets %s through', (address) => {
    expect(judgeAddress(address)).toBeNull();
  });

  test('refuses every IPv4 address inside an IPv6 one that would be refused by itself', () => {
    const ranges = fc.constantFrom(...REFUSED_V4);
    fc.assert(
      fc.property(ranges, fc.nat(), ([, first, last], offset) => {
        const n = toNumber(first) + (offset % (toNumber(last) - toNumber(first) + 1));
        const hex = n.toString(16).padStart(8, '0');
        const groups = `${hex.slice(0, 4)}:${hex.slice(4)}`;
        for (const address of [
          `::ffff:${groups}`,
          `::${groups}`,
          `64:ff9b::${groups}`,
          `2002:${groups}::1`,
        ]) {
          expect(judgeAddress(address)).not.toBeNull();
        }
      }),
    );
  });

  test('lets only 2000::/3 and NAT64 through, whatever the bits', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(fc.tuple(group, group, group, group, group, group, group, group), (groups) => {
        const address = groups.map((g) => g.toString(16)).join(':');
        if (judgeAddress(address) === null) expect(groups[0] >> 13).toBe(1);
      }),
      { numRuns: 1000 },
    );
  });

  test.each(['', 'localhost', '1.2.3', '0x7f.0.0.1', '8.8.8.8:80', '[2606:4700::1111]', ':::', '8.8.8.8 '])(
    'refuses what is not an address: %j',
    (text) => expect(judgeAddress(text)).toBe('not an IP address'),
  );
});

describe('judgeHost', () => {
  const disguises = ['http://2130706433/', 'http://0x7f000001/', 'http://0177.0.0.1/', 'http://127.1/'];
  const more = [
    'http://0/',
    'http://①②⑦.0.0.1/',
    'http://127.0.0.1./',
    'http://0x7f.1/',
    'http://%31%32%37.0.0.1/',
  ];
  const names = ['http://localhost/', 'http://LOCALHOST./', 'http://app.localhost/', 'http://ｌocalhost/'];
  const v6 = ['http://[::1]/', 'http://[::ffff:127.0.0.1]/', 'http://[0:0:0:0:0:0:0:1]/', 'http://[::]/'];
  test.each([...disguises, ...more, ...names, ...v6])('refuses %s', (url) => {
    expect(judgeHost(new URL(url), [])).not.toBeNull();
  });

  test.each([
    'http://example.com/',
    'http://notlocalhost/',
    'http://localhost.example.com/',
    'http://8.8.8.8/',
  ])('leaves %s to the look-up, or lets it through', (url) => expect(judgeHost(new URL(url), [])).toBeNull());

  test('an allowed host is allowed at its port only, default ports filled in', () => {
    const allowed = ['127.0.0.1:8080', 'localhost:80', '[::1]:443'];
    expect(judgeHost(new URL('http://127.0.0.1:8080/'), allowed)).toBeNull();
    expect(judgeHost(new URL('http://0x7f.1:8080/'), allowed)).toBeNull();
    expect(judgeHost(new URL('http://localhost/'), allowed)).toBeNull();
    expect(judgeHost(new URL('https://[::1]/'), allowed)).toBeNull();
    expect(judgeHost(new URL('http://127.0.0.1:8081/'), allowed)).not.toBeNull();
    expect(judgeHost(new URL('http://127.0.0.1/'), allowed)).not.toBeNull();
    expect(judgeHost(new URL('https://localhost/'), allowed)).not.toBeNull();
    expect(judgeHost(new URL('http://127.0.0.2:8080/'), allowed)).not.toBeNull();
  });
});

test('hostAndPort writes the port that is meant', () => {
  expect(hostAndPort(new URL('http://Example.com/'))).toBe('example.com:80');
  expect(hostAndPort(new URL('https://[::1]/'))).toBe('[::1]:443');
  expect(hostAndPort(new URL('https://example.com:8443/'))).toBe('example.com:8443');
});

test.each([
  ['http://134744072/', true],
  ['http://0x08.8.8.8/', true],
  ['http://010.8.8.8/', true],
  ['http://8.526344/', true],
  ['http:\\\\8.8.8.8/', true],
  ['http://8.8.8.8/', false],
  ['HTTP://8.8.8.8:80/x', false],
  ['http://8.8.8.8?q', false],
  ['http://example.com/', false],
])('odd notation of %s: %s', (written, odd) => {
  expect(hasOddNotation(written, new URL(written))).toBe(odd);
});
