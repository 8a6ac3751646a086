/**
 * Address blocks that are not the public internet.
 *
 * Sources, read November 2026: the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its updates),
 * whole: the few blocks there that are globally reachable serve protocols, not pages. RFC 5771 and RFC 4291 for
 * multicast; RFC 1112 for 240.0.0.0/4; RFC 7526 for the retired 6to4 relay; RFC 3879 for site-local; Azure's own
 * documentation for 168.63.129.16, the one metadata service outside these blocks. The words are what the person reads.
 */
export interface SpecialRange {
  /** `address/prefix length` */
  readonly cidr: string;
  readonly what: string;
}

export const SPECIAL_IPV4: readonly SpecialRange[] = [
  { cidr: '0.0.0.0/8', what: 'an unspecified ("this network") address' },
  { cidr: '10.0.0.0/8', what: 'a private address' },
  { cidr: '100.64.0.0/10', what: 'a carrier-grade NAT address' },
  { cidr: '127.0.0.0/8', what: 'a loopback address' },
  { cidr: '168.63.129.16/32', what: 'a cloud metadata address' },
  { cidr: '169.254.0.0/16', what: 'a link-local address' },
  { cidr: '172.16.0.0/12', what: 'a private address' },
  { cidr: '192.0.0.0/24', what: 'an address reserved for protocols' },
  { cidr: '192.0.2.0/24', what: 'a documentation address' },
  { cidr: '192.31.196.0/24', what: 'an address reserved for AS112' },
  { cidr: '192.52.193.0/24', what: 'an address reserved for AMT' },
  { cidr: '192.88.99.0/24', what: 'a retired 6to4 relay address' },
  { cidr: '192.168.0.0/16', what: 'a private address' },
  { cidr: '192.175.48.0/24', what: 'an address reserved for AS112' },
  { cidr: '198.18.0.0/15', what: 'a benchmarking address' },
  { cidr: '198.51.100.0/24', what: 'a documentation address' },
  { cidr: '203.0.113.0/24', what: 'a documentation address' },
  { cidr: '224.0.0.0/4', what: 'a multicast address' },
  { cidr: '240.0.0.0/4', what: 'a reserved or broadcast address' },
];

/**
 * Blocks inside 2000::/3 that are not public. Everything outside 2000::/3 is refused as well, but for the NAT64 prefix,
 * so blocks there are listed for their words only.
 */
export const SPECIAL_IPV6: readonly SpecialRange[] = [
  { cidr: '::/128', what: 'the unspecified address' },
  { cidr: '::1/128', what: 'the loopback address' },
  { cidr: '::ffff:0:0/96', what: 'an IPv4-mapped address' },
  { cidr: '::ffff:0:0:0/96', what: 'an IPv4-translated address' },
  { cidr: '::/96', what: 'an IPv4-compatible address' },
  { cidr: '64:ff9b:1::/48', what: 'a local NAT64 address' },
  { cidr: '100::/64', what: 'a discard-only address' },
  { cidr: '100:0:0:1::/64', what: 'a dummy address' },
  { cidr: '2001::/32', what: 'a Teredo address' },
  { cidr: '2001::/23', what: 'an address reserved for protocols' },
  { cidr: '2001:db8::/32', what: 'a documentation address' },
  { cidr: '2002::/16', what: 'a 6to4 address' },
  { cidr: '2620:4f:8000::/48', what: 'an address reserved for AS112' },
  { cidr: '3fff::/20', what: 'a documentation address' },
  { cidr: '5f00::/16', what: 'a segment-routing address' },
  { cidr: 'fc00::/7', what: 'a private (unique local) address' },
  { cidr: 'fe80::/10', what: 'a link-local address' },
  { cidr: 'fec0::/10', what: 'a site-local address' },
  { cidr: 'ff00::/8', what: 'a multicast address' },
];
