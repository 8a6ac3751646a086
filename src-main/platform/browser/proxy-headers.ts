/** Headers of one connection only (RFC 9110, 7.6.1), and what is meant for the proxy alone. */
const OWN = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
]);

/**
 * What of a message's headers goes on: without those of this connection, and without those that `Connection` names. Names
 * and values in turns, as Node gives and takes them, so that repeated ones stay repeated.
 */
export function forwardHeaders(raw: readonly string[]): string[] {
  const named = new Set(OWN);
  for (let at = 0; at < raw.length; at += 2) {
    if (raw[at]?.toLowerCase() !== 'connection') continue;
    for (const name of (raw[at + 1] ?? '').split(',')) named.add(name.trim().toLowerCase());
  }
  const kept: string[] = [];
  for (let at = 0; at < raw.length; at += 2) {
    const [name = '', value = ''] = [raw[at], raw[at + 1]];
    if (!named.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}
