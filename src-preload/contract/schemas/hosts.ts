/*
 * Host names as the WHATWG URL parser writes them, so that a setting and the host of a request can be compared as
 * strings: lower case, punycode, IPv4 as four decimal numbers, IPv6 shortened and in brackets.
 */

const CANONICAL = /^([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$/;
// What the parser would drop, decode, or take as the end of the host: such a text means another host than it shows.
const NOT_IN_A_HOST = /[\p{C}\s%/\\?#@]/u;
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

/** `text` as the host of a URL, or null when it is not a host and nothing else. */
export function canonicalHost(text: string): string | null {
  if (text === '' || NOT_IN_A_HOST.test(text)) return null;
  // A colon outside brackets starts a port, which the parser drops when it is 80.
  if (text.includes(':') && !/^\[[^[\]]*\]$/.test(text)) return null;
  const url = `http://${text}/`;
  if (!URL.canParse(url)) return null;
  const { hostname } = new URL(url);
  return hostname.length <= 253 && CANONICAL.test(hostname) ? hostname : null;
}

/** An entry of `allowed_domains`: a host, or `*.` and a name for its subdomains. Null when it is neither. */
export function canonicalDomain(text: string): string | null {
  if (!text.startsWith('*.')) return canonicalHost(text);
  const parent = canonicalHost(text.slice(2));
  // An address has no subdomains; a pattern like *.0.1 would only look as if it meant something.
  if (parent === null || IPV4.test(parent) || parent.startsWith('[')) return null;
  return `*.${parent}`;
}

/** An https address without a name or a password in it, as the URL parser writes it. Null when it is not that. */
export function canonicalHttpsUrl(text: string): string | null {
  // The parser takes blanks and line ends away, so that a text with some means another address than it shows.
  if (/[\p{C}\s]/u.test(text) || !URL.canParse(text)) return null;
  const { protocol, username, password, href } = new URL(text);
  return protocol === 'https:' && username === '' && password === '' ? href : null;
}

/** Put in by the build: false in what is shipped. Where it is missing nothing was built, and nothing is allowed. */
declare const __DEBUGGABLE__: boolean | undefined;
const LOOPBACK_FEED = /^http:\/\/127\.0\.0\.1:\d+\/[\w/.-]*$/;

/** An update feed. Tests serve theirs on loopback, which the shipped app takes for a mistake. */
export function canonicalFeedUrl(text: string): string | null {
  const tested = typeof __DEBUGGABLE__ !== 'undefined' && __DEBUGGABLE__ && LOOPBACK_FEED.test(text);
  return tested ? text : canonicalHttpsUrl(text);
}

/** An entry of `private_hosts_allowed`: `host:port`, the port always written. Null when it is not that. */
export function canonicalHostPort(text: string): string | null {
  const parts = /^(.+):(\d{1,5})$/s.exec(text);
  if (parts?.[1] === undefined) return null;
  const port = Number(parts[2]);
  const host = canonicalHost(parts[1]);
  return host === null || port < 1 || port > 65_535 ? null : `${host}:${port}`;
}
