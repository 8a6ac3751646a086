import { ToolError } from './tool-error.ts';

/** Failures of a moment: the same request may succeed when sent again. */
const TRANSIENT = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
]);

/** What a certificate check may answer with: OpenSSL's verification names and Node's own. */
const CERTIFICATE =
  /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|EPROTO$|HOSTNAME_MISMATCH)/;

export function addressRefused(url: URL, address: string, verdict: string): ToolError {
  return new ToolError('policy_blocked', 'address_refused', addressMessage(url, address, verdict), {
    details: { host: url.host, address },
  });
}

/** Also what a plan says of an address that it refuses. */
export function addressMessage(url: URL, address: string, verdict: string): string {
  const key = `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
  const where = address === url.hostname || `[${address}]` === url.hostname ? '' : ` (for "${url.hostname}")`;
  return `${address}${where} is ${verdict}. Only public addresses are read. To allow this one, add "${key}" to the setting private_hosts_allowed.`;
}

export function domainRefused(url: URL): ToolError {
  return new ToolError('policy_blocked', 'domain_refused', domainMessage(url), {
    details: { host: url.hostname },
  });
}

/** A hop to a host that the answer to the plan did not cover. */
export function hostNotAllowed(url: URL, allowed: readonly string[]): ToolError {
  return new ToolError(
    'policy_blocked',
    'host_not_allowed',
    `The page leads to ${url.host}, but only ${allowed.join(', ')} was allowed. Ask for that address to go on.`,
    { details: { host: url.host, allowed: [...allowed] } },
  );
}

/** Also what a plan says of a domain that it refuses. */
export function domainMessage(url: URL): string {
  return `"${url.hostname}" is not in the setting allowed_domains. Add it there to allow it.`;
}

export function timedOut(code: string, message: string): ToolError {
  return new ToolError('error', code, message, { transient: true });
}

/** A failed name look-up as the caller hears of it; passes aborts and our own failures on. */
export function lookupFailure(host: string, error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof ToolError) return error;
  const code = codeOf(error);
  if (code === 'EAI_AGAIN') {
    return timedOut('name_lookup_failed', `The name server did not answer for "${host}". Check the network.`);
  }
  return new ToolError('error', 'name_not_found', `No address was found for "${host}" (${code}).`, {
    cause: error,
  });
}

/** No address of the host could be reached. */
export function connectFailure(url: URL, error: unknown): ToolError {
  if (error instanceof ToolError) return error;
  const code = codeOf(error);
  if (CERTIFICATE.test(code)) {
    return new ToolError('error', 'tls_failed', `No secure connection to "${url.host}": ${textOf(error)}.`, {
      details: { cause: code },
      cause: error,
    });
  }
  return connectionFailed(url, error, code);
}

/** The exchange failed after the socket was open. */
export function exchangeFailure(url: URL, error: unknown): ToolError {
  if (error instanceof ToolError) return error;
  const code = codeOf(error);
  switch (code) {
    case 'UND_ERR_HEADERS_OVERFLOW':
      return new ToolError('error', 'headers_too_large', `"${url.host}" sent more headers than are read.`);
    case 'UND_ERR_HEADERS_TIMEOUT':
      return timedOut('headers_timeout', `"${url.host}" took the request and did not answer in time.`);
    case 'UND_ERR_BODY_TIMEOUT':
      return timedOut('body_timeout', `"${url.host}" stopped sending in the middle of its answer.`);
    default:
      break;
  }
  if (error instanceof Error && error.name === 'HTTPParserError') {
    return new ToolError(
      'error',
      'bad_response',
      `"${url.host}" did not answer in HTTP (${textOf(error)}).`,
      {
        cause: error,
      },
    );
  }
  if (code.startsWith('Z_') || code.startsWith('ERR__ERROR_') || code.startsWith('ERR_BROTLI')) {
    return new ToolError(
      'error',
      'bad_encoding',
      `The compressed answer of "${url.host}" is damaged (${code}).`,
    );
  }
  return connectionFailed(url, error, code);
}

function connectionFailed(url: URL, error: unknown, code: string): ToolError {
  return new ToolError('error', 'connection_failed', `The connection to "${url.host}" failed (${code}).`, {
    transient: TRANSIENT.has(code),
    details: { cause: code },
    cause: error,
  });
}

function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return 'unknown';
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.+$/, '').slice(0, 300) : 'unknown reason';
}
