import { createServer } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createGuardedHttp } from '../../../src-main/platform/guarded-http.ts';
import type { DialDeps } from '../../../src-main/platform/guarded-http-dial.ts';
import type { HttpAnswer } from '../../../src-main/platform/platform.ts';
import { endless, html, startServer, type Handler, type TestServer } from '../../support/http-server.ts';

const MAX = 1_000_000;
const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function getFrom(
  handler: Handler | string,
  signal: AbortSignal = AbortSignal.timeout(25_000),
): Promise<HttpAnswer> {
  const server = await startServer({ '/': handler });
  servers.push(server);
  return getUrl(`${server.origin}/`, server.key, signal);
}

function getUrl(
  url: string,
  key: string,
  signal: AbortSignal,
  deps?: Partial<DialDeps>,
): Promise<HttpAnswer> {
  const scope = { signal, deadline: performance.now() + 25_000, report: () => undefined };
  return createGuardedHttp(scope, deps).get(
    url,
    {},
    { maxBytes: MAX, maxRedirects: 10, allowedDomains: [], privateHostsAllowed: [key], onlyHosts: null },
  );
}

/** A server that writes these bytes, whatever it is asked, and leaves the connection open unless told. */
async function rawServer(bytes: string | Buffer, close: boolean): Promise<{ port: number; close(): void }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => (close ? socket.end(bytes) : socket.write(bytes)));
    held.push(() => socket.destroy());
  });
  const held: (() => void)[] = [];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      held.forEach((end) => end());
      server.close();
    },
  };
}

async function getRaw(bytes: string | Buffer, close = true): Promise<HttpAnswer> {
  const server = await rawServer(bytes, close);
  try {
    const key = `127.0.0.1:${server.port}`;
    return await getUrl(`http://${key}/`, key, AbortSignal.timeout(25_000));
  } finally {
    server.close();
  }
}

describe('content codings', () => {
  const page = '<p>Grüße</p>'.repeat(1000);
  const cases: [string, Buffer][] = [
    ['gzip', gzipSync(page)],
    ['x-gzip', gzipSync(page)],
    ['GZIP', gzipSync(page)],
    ['br', brotliCompressSync(page)],
    ['deflate', deflateSync(page)],
    ['deflate', deflateRawSync(page)],
    ['deflate, gzip', gzipSync(deflateSync(page))],
    ['identity', Buffer.from(page)],
  ];
  test.each(cases)('undoes %s', async (encoding, body) => {
    const answer = await getFrom((_q, response) => html(response, body, { 'content-encoding': encoding }));
    expect(answer.body.toString()).toBe(page);
    expect(answer.truncated).toBe(false);
  });

  test.each(['zstd', 'gzip, gzip, gzip', 'compress'])('refuses %s', async (encoding) => {
    const answer = getFrom((_q, response) => html(response, 'x', { 'content-encoding': encoding }));
    await expect(answer).rejects.toMatchObject({ status: 'error', code: 'unsupported_encoding' });
  });

  test.each(['gzip', 'deflate', 'br'])('says that damaged %s is damaged', async (encoding) => {
    const answer = getFrom((_q, response) =>
      html(response, Buffer.from('\x18not compressed at all, in any way known'), {
        'content-encoding': encoding,
      }),
    );
    await expect(answer).rejects.toMatchObject({ status: 'error', code: 'bad_encoding', transient: false });
  });

  test('keeps what a cut gzip stream held', async () => {
    const whole = gzipSync(page, { level: 0 });
    const cut = whole.subarray(0, whole.length - 8);
    const answer = await getFrom((_q, response) => html(response, cut, { 'content-encoding': 'gzip' }));
    expect(answer.body.toString()).toBe(page);
  });

  test.each(['gzip', 'deflate', 'br'])('takes an empty %s body for an empty one', async (encoding) => {
    const answer = await getFrom((_q, response) => html(response, '', { 'content-encoding': encoding }));
    expect(answer.body).toHaveLength(0);
  });
});

describe('caps', () => {
  const bomb = gzipSync(Buffer.alloc(300_000_000, 'a'), { level: 9 });
  const sparse = gzipSync('');
  const cases: [string, Handler][] = [
    ['50 MB with a length', (_q, response) => html(response, Buffer.alloc(50_000_000, 'a'))],
    ['an endless body', endless(Buffer.alloc(65_536, 'a'))],
    ['a gzip bomb', (_q, response) => html(response, bomb, { 'content-encoding': 'gzip' })],
    [
      'a bomb in a bomb',
      (_q, response) => html(response, gzipSync(bomb), { 'content-encoding': 'gzip, gzip' }),
    ],
    [
      'a brotli bomb',
      (_q, response) =>
        html(response, brotliCompressSync(Buffer.alloc(50_000_000)), { 'content-encoding': 'br' }),
    ],
  ];
  test.each(cases)('cuts %s, in little memory', async (_name, handler) => {
    const before = process.memoryUsage().rss;
    const answer = await getFrom(handler);
    expect(answer).toMatchObject({ status: 200, truncated: true });
    expect(answer.body).toHaveLength(MAX);
    // The server's own 50 MB are in this process too.
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });

  test('cuts a compressed stream that never yields anything', async () => {
    const empty = Buffer.concat(Array.from({ length: 1000 }, () => sparse));
    const answer = await getFrom(endless(empty, 0, { 'content-encoding': 'gzip' }));
    expect(answer).toMatchObject({ truncated: true });
    expect(answer.body).toHaveLength(0);
  });

  test('a body of exactly the cap is whole', async () => {
    const answer = await getFrom((_q, response) => html(response, Buffer.alloc(MAX, 'a')));
    expect(answer).toMatchObject({ truncated: false });
    expect(answer.body).toHaveLength(MAX);
  });

  test('refuses endless headers', async () => {
    const answer = getRaw(
      `HTTP/1.1 200 OK\r\n${'x-y: zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\r\n'.repeat(5000)}\r\n`,
    );
    await expect(answer).rejects.toMatchObject({ status: 'error', code: 'headers_too_large' });
  });

  test('an abort ends a dripping body at once, with its own reason', async () => {
    const stop = new AbortController();
    const answer = getFrom(endless('x', 50), stop.signal);
    setTimeout(() => stop.abort(new Error('enough')), 500);
    const start = performance.now();
    await expect(answer).rejects.toThrow('enough');
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('an abort ends a name look-up and a silent server', async () => {
    const silent = (): AbortSignal => AbortSignal.timeout(300);
    const never: DialDeps['lookup'] = () => new Promise(() => undefined);
    await expect(
      getUrl('http://slow.test/', 'slow.test:80', silent(), { lookup: never }),
    ).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(getFrom(() => undefined, silent())).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('a body that stops is given up after ten seconds, as a failure of the moment', async () => {
    const start = performance.now();
    const answer = getRaw('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc', false);
    await expect(answer).rejects.toMatchObject({ code: 'body_timeout', transient: true });
    expect(performance.now() - start).toBeLessThan(14_000);
  });
});

describe('failures', () => {
  test.each([
    [
      'a connection that is cut in the middle',
      'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc',
      'connection_failed',
      true,
    ],
    ['no answer at all', '', 'connection_failed', true],
    ['something that is not HTTP', '220 mail.example.com ESMTP\r\n', 'bad_response', false],
  ])('%s', async (_name, bytes, code, transient) => {
    await expect(getRaw(bytes)).rejects.toMatchObject({ status: 'error', code, transient });
  });

  test('a closed port', async () => {
    const server = await rawServer('', true);
    server.close();
    const key = `127.0.0.1:${server.port}`;
    await expect(getUrl(`http://${key}/`, key, AbortSignal.timeout(9000))).rejects.toMatchObject({
      code: 'connection_failed',
      transient: false,
      details: { cause: 'ECONNREFUSED' },
    });
  });

  test.each([
    ['ENOTFOUND', 'name_not_found', false],
    ['EAI_AGAIN', 'name_lookup_failed', true],
  ])('a look-up that ends in %s', async (code, expected, transient) => {
    const lookup = (): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }));
    const answer = getUrl('http://gone.test/', '', AbortSignal.timeout(9000), { lookup });
    await expect(answer).rejects.toMatchObject({ status: 'error', code: expected, transient });
  });

  test.each([404, 500, 503])('status %d is an answer', async (status) => {
    const answer = await getFrom((_q, response) => {
      response.writeHead(status, { 'content-type': 'text/html' });
      response.end('sorry');
    });
    expect(answer.status).toBe(status);
    expect(answer.body.toString()).toBe('sorry');
  });

  test('nothing stays open afterwards, whether the body was read or cut', async () => {
    const server = await startServer({ '/': 'x', '/big': endless(Buffer.alloc(65_536, 'a')) });
    servers.push(server);
    for (const path of ['/', '/big']) {
      await getUrl(`${server.origin}${path}`, server.key, AbortSignal.timeout(9000));
      await vi.waitFor(() => expect(server.open()).toBe(0), { timeout: 2000 });
    }
  });
});
