import { Client } from 'undici';
import { hostAndPort } from './address-guard.ts';
import { isDomainAllowed } from './domain-rules.ts';
import { ACCEPT_ENCODING, readBody } from './guarded-http-body.ts';
import { dial, systemDial, type DialDeps } from './guarded-http-dial.ts';
import { domainRefused, exchangeFailure, hostNotAllowed } from './guarded-http-errors.ts';
import { httpUrl, urlProblem } from './http-url.ts';
import { ToolError } from './tool-error.ts';
import type { GuardedHttp, HttpAnswer, HttpLimits, RunScope } from './platform.ts';

/** Milliseconds without headers, and between two pieces of a body; how long all of it may take is the run's deadline. */
const HEADERS_MS = 15_000;
const BODY_IDLE_MS = 10_000;
/** All headers of one answer, bytes. */
const MAX_HEADER_BYTES = 64 * 1024;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Http for one run. Every hop gets a connection of its own, opened through the address guard and closed after use: a
 * pooled socket would carry a check made for one run or host into another. No proxy from the environment is used.
 */
export function createGuardedHttp(scope: RunScope, deps: Partial<DialDeps> = {}): GuardedHttp {
  const dialDeps = { ...systemDial, ...deps };
  return {
    get: async (written, headers, limits) => {
      let url = httpUrl(written);
      const redirects: HttpAnswer['redirects'] = [];
      for (;;) {
        const answer = await hop(url, headers, limits, scope, dialDeps);
        if ('body' in answer) return { ...answer, finalUrl: url.href, redirects };
        redirects.push({ status: answer.status, url: url.href });
        if (redirects.length > limits.maxRedirects) throw tooMany(limits.maxRedirects, redirects);
        url = nextUrl(url, answer.location);
      }
    },
  };
}

type Hop = Omit<HttpAnswer, 'finalUrl' | 'redirects'> | { status: number; location: string };

async function hop(
  url: URL,
  headers: Record<string, string>,
  limits: HttpLimits,
  scope: RunScope,
  deps: DialDeps,
): Promise<Hop> {
  scope.signal.throwIfAborted();
  if (!isDomainAllowed(url.hostname, limits.allowedDomains)) throw domainRefused(url);
  if (limits.onlyHosts?.includes(hostAndPort(url)) === false) throw hostNotAllowed(url, limits.onlyHosts);
  // Ends what belongs to this hop only, when it is over or the run is.
  const over = new AbortController();
  const signal = AbortSignal.any([scope.signal, over.signal]);
  const client = new Client(url.origin, {
    connect: (_options, callback) => {
      dial(url, scope, limits.privateHostsAllowed, signal, deps).then(
        (socket) => callback(null, socket),
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
      );
    },
    headersTimeout: HEADERS_MS,
    bodyTimeout: BODY_IDLE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    allowH2: false,
  });
  try {
    const response = await client.request({
      method: 'GET',
      path: `${url.pathname}${url.search}`,
      headers: { 'accept-encoding': ACCEPT_ENCODING, ...headers },
      reset: true,
      signal,
    });
    // Its errors are the loop's below; without a listener an early end would count as an unhandled one.
    response.body.on('error', () => undefined);
    const answered = flat(response.headers);
    const location = answered['location'];
    if (REDIRECTS.has(response.statusCode) && location !== undefined) {
      return { status: response.statusCode, location };
    }
    const encoding = answered['content-encoding'];
    const read = await readBody(response.body, encoding, limits.maxBytes);
    return { status: response.statusCode, headers: answered, ...read };
  } catch (error) {
    if (scope.signal.aborted) throw scope.signal.reason;
    throw exchangeFailure(url, error);
  } finally {
    over.abort();
    await client.destroy();
  }
}

function nextUrl(from: URL, location: string): URL {
  if (!URL.canParse(location, from)) {
    throw new ToolError('error', 'bad_redirect', `"${from.host}" redirects to something that is not a URL.`);
  }
  const url = new URL(location, from);
  const problem = urlProblem(url);
  if (problem !== null) {
    throw new ToolError('error', 'bad_redirect', `"${from.host}" redirects elsewhere: ${problem.message}`, {
      details: { reason: problem.code },
    });
  }
  // A fragment outlives a redirect that names none (RFC 9110, 10.2.2).
  if (url.hash === '') url.hash = from.hash;
  return url;
}

function tooMany(limit: number, redirects: HttpAnswer['redirects']): ToolError {
  return new ToolError('error', 'too_many_redirects', `The page redirects more than ${limit} times.`, {
    details: { redirects: redirects.slice(0, 20) },
  });
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const one: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    // Of a header that may only come once, the first counts; lists are joined as HTTP says (RFC 9110, 5.3).
    const single = name === 'location' || name === 'content-type';
    one[name] = Array.isArray(value) ? (single ? (value[0] ?? '') : value.join(', ')) : value;
  }
  return one;
}
