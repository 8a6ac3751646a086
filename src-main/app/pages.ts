import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CustomScheme, Protocol, ProtocolResponse } from 'electron';

/** The private scheme of our pages: unlike `file:`, it reaches nothing but the built pages, and each page has its own origin. */
export const PAGE_SCHEME = 'execution-layer-app';
export type PageHost = 'panel' | 'approval';

/** The exact address of a page. Requests are heard from exactly this. */
export function pageUrl(host: PageHost): string {
  return `${PAGE_SCHEME}://${host}/index.html`;
}

/** To be registered before the app is ready. */
export const PAGE_SCHEME_PRIVILEGES: CustomScheme = {
  scheme: PAGE_SCHEME,
  privileges: { standard: true, secure: true, codeCache: true },
};

const TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};
const PLAIN = { 'content-type': 'text/plain; charset=utf-8' };
const NOT_FOUND = Buffer.from('Not found');
const NONCE_MARK = '__CSP_NONCE__';
const FIRST_STEPS_MARK = '__FIRST_STEPS__';

/** The page's policy: nothing but its own scripts, styles, fonts and pictures; no connection, no frame, no form. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Which built file an address stands for, or null: the page of the host, or a hashed asset by its plain name. */
export function pageFile(address: string): string | null {
  const url = new URL(address);
  if (url.protocol !== `${PAGE_SCHEME}:`) return null;
  const { host, pathname } = url;
  if (host !== 'panel' && host !== 'approval') return null;
  if (pathname === '/index.html') return `${host}/index.html`;
  return /^\/assets\/[\w-][\w.-]*$/.test(pathname) ? pathname.slice(1) : null;
}

/**
 * Serves the built pages from `dir`. The panel's is told whether its first steps are due, so that its first frame has room for them. Electron calls this way of answering deprecated, and has it still; what replaces it
 * builds a `Request` and a `Response` for each file, and loading these classes alone takes longer than all the rest of main on
 * the way to the first frame. No `cross-origin-opener-policy`: a page that can open no window has no opener to be cut off
 * from, and the header makes Chromium start a second process for the page.
 */
export function servePages(protocol: Protocol, dir: string, firstStepsDue: () => boolean): void {
  protocol.registerBufferProtocol(PAGE_SCHEME, ({ method, url }, answer) => {
    const file = method === 'GET' ? pageFile(url) : null;
    if (file === null) {
      answer({ statusCode: 404, headers: PLAIN, data: NOT_FOUND });
      return;
    }
    readFile(join(dir, file))
      .then((body) => answer(pageAnswer(file, body, firstStepsDue)))
      .catch(() => answer({ statusCode: 404, headers: PLAIN, data: NOT_FOUND }));
  });
}

/** A file of `dir` as it is answered: a page gets its policy, its nonce and what its first frame has to know. */
export function pageAnswer(
  file: string,
  body: Buffer,
  firstStepsDue: () => boolean,
): ProtocolResponse & { data: Buffer } {
  const type = TYPES[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  const headers = { 'content-type': type, 'x-content-type-options': 'nosniff' };
  if (!file.endsWith('.html')) return { headers, data: body };
  // A fresh nonce for each load lets the component library add its style sheet, and nobody else.
  const nonce = randomBytes(16).toString('base64');
  return {
    headers: {
      ...headers,
      'content-security-policy': contentSecurityPolicy(nonce),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    },
    data: Buffer.from(
      body
        .toString('utf8')
        .replaceAll(NONCE_MARK, nonce)
        .replace(FIRST_STEPS_MARK, () => (firstStepsDue() ? 'due' : 'ended')),
    ),
  };
}
