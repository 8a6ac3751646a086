import { isIPv4, isIPv6 } from 'node:net';

const DEFAULT_PORT = 11434;

/** Where Ollama is asked. `host` is the literal address that is dialled, so that no name server is asked. */
export type OllamaAddress =
  { ok: true; url: string; host: string; port: number } | { ok: false; problem: string };

/**
 * Reads `OLLAMA_HOST` as Ollama does (its `envconfig.Host`): `host`, `host:port` or with `http://`; an empty one is
 * 127.0.0.1:11434, an address that means "every interface" is asked on loopback. Only this computer is ever asked; every
 * other host, and https, is a problem in words.
 */
export function ollamaAddress(env: Readonly<Record<string, string | undefined>>): OllamaAddress {
  const written = (env['OLLAMA_HOST'] ?? '').trim();
  const [, scheme, rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/]*)/i.exec(written) ?? [];
  const named = scheme?.toLowerCase();
  if (named !== undefined && named !== 'http')
    return refused(written, 'only http is spoken on this computer');
  const split = splitHostPort(rest, named === 'http' ? 80 : DEFAULT_PORT);
  if (split === null) return refused(written, 'it is no host with a port');
  const host = loopbackOf(split.host);
  if (host === null) return refused(written, 'only Ollama on this computer is asked');
  const shown = host.includes(':') ? `[${host}]` : host;
  return { ok: true, url: `http://${shown}:${split.port}`, host, port: split.port };
}

function refused(written: string, why: string): OllamaAddress {
  return {
    ok: false,
    problem: `OLLAMA_HOST is "${written.slice(0, 200)}": ${why}. Unset it, or make it 127.0.0.1:11434.`,
  };
}

function splitHostPort(text: string, fallback: number): { host: string; port: number } | null {
  const bracketed = /^\[([^\]]*)\](?::(\d{1,5}))?$/.exec(text);
  const plain = /^([^:[\]]*)(?::(\d{1,5}))?$/.exec(text);
  const [, host, port] = bracketed ?? plain ?? (isIPv6(text) ? ['', text, undefined] : []);
  if (host === undefined) return null;
  const number = port === undefined ? fallback : Number(port);
  if (number < 1 || number > 65_535) return null;
  return { host: host === '' ? '127.0.0.1' : host, port: number };
}

/** The loopback address that a host means, or null. */
function loopbackOf(host: string): string | null {
  const lower = host.toLowerCase();
  if (lower === 'localhost' || lower === '0.0.0.0') return '127.0.0.1';
  if (isIPv4(lower)) return lower.startsWith('127.') ? lower : null;
  if (!isIPv6(lower)) return null;
  // The URL parser writes every form of one address alike.
  const plain = new URL(`http://[${lower.split('%')[0] ?? ''}]`).hostname;
  return plain === '[::1]' || plain === '[::]' ? '::1' : null;
}
