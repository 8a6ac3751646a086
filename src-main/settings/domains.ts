/**
 * Stands in `allowed_domains` when nothing of the list could be read: an empty list would mean any public host. The
 * top-level name `.invalid` is never given to anyone (RFC 6761, section 6.4).
 */
export const NO_HOST = 'none.invalid';

/** Whether every host that `narrow` names is also named by `wide` (entries of `allowed_domains`). */
function covers(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  return wide.startsWith('*.') && narrow.replace(/^\*/, '').endsWith(wide.slice(1));
}

/** Whether the list `to` allows no host that the list `from` does not. An empty one allows every public host. */
export function domainsAllowNoMore(from: readonly string[], to: readonly string[]): boolean {
  if (from.length === 0) return true;
  if (to.length === 0) return false;
  return to.every((entry) => entry === NO_HOST || from.some((allowed) => covers(allowed, entry)));
}
