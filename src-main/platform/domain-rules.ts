/**
 * Whether a host is covered by the setting `allowed_domains`: `example.com` is that host alone, `*.example.com` its
 * subdomains without itself, an empty list any host. `hostname` is as the URL parser writes it (lower case, punycode,
 * IPv6 in brackets).
 */
export function isDomainAllowed(hostname: string, allowedDomains: readonly string[]): boolean {
  if (allowedDomains.length === 0) return true;
  // `example.com.` is the same host as `example.com`, written as a whole name.
  const host = hostname.replace(/\.$/, '');
  return allowedDomains.some((rule) => {
    if (!rule.startsWith('*.')) return canonical(rule) === host;
    const apex = canonical(rule.slice(2));
    // The dot before the apex keeps `evil-example.com` out. An address has no subdomains.
    return apex !== null && apex !== '' && host.endsWith(`.${apex}`) && host.length > apex.length + 1;
  });
}

/** A rule's host as the URL parser writes it; null when it is no host, which then matches nothing. */
function canonical(host: string): string | null {
  if (!URL.canParse(`http://${host}`)) return null;
  const url = new URL(`http://${host}`);
  return url.hostname !== '' && url.pathname === '/' ? url.hostname.replace(/\.$/, '') : null;
}

/**
 * The rules that allow a host only where both lists do. Unlike a setting's, an empty answer would have to mean none: so it is never
 * empty, but names a host that is never given to anyone (RFC 6761, section 6.4).
 */
export function bothAllow(rules: readonly string[], others: readonly string[]): string[] {
  if (others.length === 0) return [...rules];
  const both = [
    ...rules.filter((rule) => others.some((other) => covers(other, rule))),
    ...others.filter((other) => rules.some((rule) => covers(rule, other))),
  ];
  return both.length === 0 ? ['none.invalid'] : [...new Set(both)];
}

/** Whether every host of `narrow` is one of `wide`. */
function covers(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  return wide.startsWith('*.') && isDomainAllowed(narrow.replace(/^\*\./, ''), [wide]);
}
