import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { bareHost, effectivePort, isPrivateHostAllowed, judgeAddress, judgeHost } from './address-guard.ts';
import { addressRefused, connectFailure, lookupFailure, timedOut } from './guarded-http-errors.ts';
import type { RunScope } from './platform.ts';

/** Milliseconds for one name look-up, and for reaching a host over all its addresses, TLS included. */
const LOOKUP_MS = 10_000;
const CONNECT_MS = 10_000;
/** While another address is left, a silent one gets no longer than this: broken IPv6 must not eat the whole wait. */
const ATTEMPT_MS = 2_000;
/** A name server may answer with any number of addresses; no more than this many are tried. */
const MAX_ADDRESSES = 8;

export type Lookup = (hostname: string) => Promise<LookupAddress[]>;

/** What tests replace, to play a name server or a certificate authority. */
export interface DialDeps {
  lookup: Lookup;
  /** PEM certificates to trust instead of the built-in ones. */
  ca: string | undefined;
}

/** How a connection's effect names it. */
export interface DialWords {
  target: string;
  what: string;
}

export const systemDial: DialDeps = {
  lookup: (hostname) =>
    new Promise((resolve, reject) => {
      systemLookup(hostname, { all: true, verbatim: true }, (error, addresses) => {
        if (error) reject(error);
        else resolve(addresses);
      });
    }),
  ca: undefined,
};

/**
 * Opens the socket for one hop: looks the name up once, judges every address in the answer, and connects to those very
 * addresses, so that no second answer of the name server can slip in between the check and the connection (rebinding).
 * @param as what the connection is reached as and for, in its effect's words; the URL's origin and a GET unless told
 * @throws ToolError `policy_blocked` (`address_refused`), `error` (`name_not_found`, `connection_failed`, `tls_failed`,
 * `connect_timeout`), or the signal's reason.
 */
export async function dial(
  url: URL,
  scope: Pick<RunScope, 'report'>,
  privateHostsAllowed: readonly string[],
  signal: AbortSignal,
  deps: DialDeps,
  as: DialWords = { target: originOf(url), what: requestLine(url) },
): Promise<Socket> {
  const refused = judgeHost(url, privateHostsAllowed);
  if (refused !== null) throw addressRefused(url, bareHost(url), refused);
  const addresses = await addressesOf(url, scope, signal, deps, as);
  if (!isPrivateHostAllowed(url, privateHostsAllowed)) {
    for (const { address } of addresses) {
      const verdict = judgeAddress(address);
      // One private address among public ones is enough: which one would be used is the name server's choice.
      if (verdict !== null) throw addressRefused(url, address, verdict);
    }
  }
  return reach(url, addresses, scope, signal, deps, as);
}

async function addressesOf(
  url: URL,
  scope: Pick<RunScope, 'report'>,
  signal: AbortSignal,
  deps: DialDeps,
  as: DialWords,
): Promise<LookupAddress[]> {
  const host = bareHost(url);
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  // Asking a name server tells the name to others, so it counts as an effect of its own.
  scope.report({ kind: 'network', target: as.target, detail: `look up ${host}` });
  const answer = await within(LOOKUP_MS, signal, deps.lookup(host), () =>
    timedOut('name_lookup_timeout', `No name server answered for "${host}" within ${LOOKUP_MS / 1000} s.`),
  ).catch((error: unknown) => {
    throw lookupFailure(host, error, signal);
  });
  if (answer.length === 0) throw lookupFailure(host, { code: 'ENOTFOUND' }, signal);
  return answer;
}

async function reach(
  url: URL,
  all: LookupAddress[],
  scope: Pick<RunScope, 'report'>,
  signal: AbortSignal,
  deps: DialDeps,
  as: DialWords,
): Promise<Socket> {
  const addresses = all.slice(0, MAX_ADDRESSES);
  const end = performance.now() + CONNECT_MS;
  let failure: unknown;
  for (const [index, { address }] of addresses.entries()) {
    signal.throwIfAborted();
    const left = end - performance.now();
    if (left <= 0) break;
    const isLast = index === addresses.length - 1;
    scope.report({ kind: 'network', target: as.target, detail: `${as.what} -> ${address}` });
    try {
      return await open(url, address, isLast ? left : Math.min(left, ATTEMPT_MS), signal, deps);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      failure = error;
    }
  }
  throw connectFailure(url, failure);
}

/** Connects to one address; the socket that comes back has finished its TLS handshake where there is one. */
async function open(
  url: URL,
  address: string,
  ms: number,
  signal: AbortSignal,
  deps: DialDeps,
): Promise<Socket> {
  const host = bareHost(url);
  const tcp = connectTcp({ host: address, port: effectivePort(url), noDelay: true });
  const secure = url.protocol === 'https:';
  const socket = secure
    ? connectTls({
        socket: tcp,
        // The certificate must be for the host in the URL, whatever address it was reached at.
        host,
        ...(isIP(host) === 0 ? { servername: host.replace(/\.$/, '') } : {}),
        ALPNProtocols: ['http/1.1'],
        // Said aloud, because the environment variable NODE_TLS_REJECT_UNAUTHORIZED=0 would turn it off.
        rejectUnauthorized: true,
        ...(deps.ca === undefined ? {} : { ca: deps.ca }),
      })
    : tcp;
  const ready = new Promise<void>((resolve, reject) => {
    socket.once(secure ? 'secureConnect' : 'connect', () => resolve());
    socket.once('error', reject);
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    if (socket !== tcp) tcp.once('error', reject);
  });
  try {
    await within(ms, signal, ready, () =>
      timedOut('connect_timeout', `"${url.host}" could not be reached within ${Math.ceil(ms / 1000)} s.`),
    );
    return socket;
  } catch (error) {
    socket.destroy();
    tcp.destroy();
    throw error;
  }
}

/** `work`, or the failure that `late` makes after `ms`, or the signal's reason, whichever is first. */
async function within<T>(ms: number, signal: AbortSignal, work: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}

function originOf(url: URL): string {
  return `${url.protocol}//${url.hostname}:${effectivePort(url)}`;
}

function requestLine(url: URL): string {
  return `GET ${url.pathname}${url.search}`.slice(0, 2000);
}
