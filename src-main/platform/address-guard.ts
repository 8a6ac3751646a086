import { isIPv4, isIPv6 } from 'node:net';
import { SPECIAL_IPV4, SPECIAL_IPV6, type SpecialRange } from './address-guard-ranges.ts';

/** What keeps an address from being reached, in words that follow "is"; null for a public address. */
export type AddressVerdict = string | null;

interface Range {
  base: bigint;
  shift: bigint;
  what: string;
}

const GLOBAL_UNICAST = toRange({ cidr: '2000::/3', what: '' }, 128n);
/** RFC 6052: a translator turns these into the IPv4 address in the last 32 bits, so that one decides. */
const NAT64 = toRange({ cidr: '64:ff9b::/96', what: '' }, 128n);
const IPV4_RANGES = SPECIAL_IPV4.map((range) => toRange(range, 32n));
const IPV6_RANGES = SPECIAL_IPV6.map((range) => toRange(range, 128n));

/**
 * Judges an IP address in the notation that sockets and resolvers use. Fails closed: what is not an address, carries a
 * zone id, or lies in no known public block is refused.
 */
export function judgeAddress(address: string): AddressVerdict {
  if (isIPv4(address)) return judgeBits(ipv4Bits(address), IPV4_RANGES);
  // `isIPv6` takes `fe80::1%eth0`; a zone says "on this link", which is never the public internet.
  if (address.includes('%')) return 'an address of one network link (it has a zone)';
  if (!isIPv6(address)) return 'not an IP address';
  const bits = ipv6Bits(address);
  if (contains(NAT64, bits)) {
    const inner = judgeBits(bits & 0xffff_ffffn, IPV4_RANGES);
    return inner === null ? null : `${inner} behind NAT64`;
  }
  return judgeBits(bits, IPV6_RANGES) ?? (contains(GLOBAL_UNICAST, bits) ? null : 'not a public address');
}

/** The host of a URL as an address or a name: without the brackets of IPv6. */
export function bareHost(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
}

/** `host:port` as the URL parser writes them, default port filled in: the form that the settings use. */
export function hostAndPort(url: URL): string {
  return `${url.hostname}:${effectivePort(url)}`;
}

/** The port that a URL means, written or not. */
export function effectivePort(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}

/** Whether the person has opened exactly this host and port to private addresses. */
export function isPrivateHostAllowed(url: URL, privateHostsAllowed: readonly string[]): boolean {
  return privateHostsAllowed.includes(hostAndPort(url));
}

/**
 * Judges what can be told of a URL's host without asking a name server: addresses, and names that mean this computer
 * (RFC 6761). Any other name is judged by its addresses when the socket is opened.
 */
export function judgeHost(url: URL, privateHostsAllowed: readonly string[]): AddressVerdict {
  if (isPrivateHostAllowed(url, privateHostsAllowed)) return null;
  const host = bareHost(url);
  if (isIPv4(host) || url.hostname.startsWith('[')) return judgeAddress(host);
  // The parser has lower-cased the name; the trailing dot only says that the name is whole.
  const name = host.replace(/\.$/, '');
  return name === 'localhost' || name.endsWith('.localhost') ? 'a name for this computer' : null;
}

/**
 * Whether a URL writes its IPv4 address in a form other than four decimal numbers (`2130706433`, `0x7f.1`, `010.0.0.1`).
 * The URL parser reads such forms, people don't: they serve to disguise an address.
 */
export function hasOddNotation(written: string, url: URL): boolean {
  if (!isIPv4(url.hostname)) return false;
  const plain = new RegExp(`^\\s*https?://${url.hostname.replaceAll('.', '\\.')}(?:[:/?#]|\\s*$)`, 'i');
  return !plain.test(written);
}

function judgeBits(bits: bigint, ranges: readonly Range[]): AddressVerdict {
  return ranges.find((range) => contains(range, bits))?.what ?? null;
}

function contains(range: Range, bits: bigint): boolean {
  return bits >> range.shift === range.base;
}

function toRange({ cidr, what }: SpecialRange, width: bigint): Range {
  const [address = '', length = ''] = cidr.split('/');
  const shift = width - BigInt(length);
  const bits = width === 32n ? ipv4Bits(address) : ipv6Bits(address);
  return { base: bits >> shift, shift, what };
}

function ipv4Bits(address: string): bigint {
  return address.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
}

function ipv6Bits(address: string): bigint {
  // The URL parser writes any form, dotted tail included, as hexadecimal groups.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}
