import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { hostAndPort } from '../address-guard.ts';
import { isDomainAllowed } from '../domain-rules.ts';
import { dial, systemDial, type DialDeps, type DialWords } from '../guarded-http-dial.ts';
import { domainRefused } from '../guarded-http-errors.ts';
import type { RunScope } from '../platform.ts';
import { ToolError } from '../tool-error.ts';
import { forwardHeaders } from './proxy-headers.ts';

/*
 * The one way out for a browser: an HTTP proxy on loopback that opens every connection through the address guard. Its own,
 * because the known proxy libraries open the socket themselves and offer a hook for the name look-up at most: an address
 * written as one would pass it, and limits, aborts and effects would not be the guard's.
 */

/** The host behind which nothing is: asking for it makes a browser send its credential, and remember it. */
export const CREDENTIAL_HOST = 'credential.invalid';
const REALM = 'Execution Layer';
const USER = 'run';

/** What one browser context may reach, and who hears of it. */
export interface EgressRules {
  scope: Pick<RunScope, 'signal' | 'report'>;
  allowedDomains: readonly string[];
  privateHostsAllowed: readonly string[];
  /** Whether a page has asked for this `host:port`: what none has is the browser's own call home. */
  asked: (host: string) => Promise<boolean>;
  /** Hears of each connection that was refused. `home`: no page had asked for it. */
  onRefused: (refusal: EgressRefusal) => void;
}

export interface EgressRefusal {
  /** `host:port` */
  host: string;
  code: string;
  message: string;
  home: boolean;
}

/** A browser context's way through the proxy; its connections end with it. */
export interface EgressPass {
  readonly user: string;
  readonly password: string;
  /** Nothing gets through before. May be called again for a context that is kept open longer than one run. */
  use(rules: EgressRules): void;
  end(): void;
}

export interface EgressProxy {
  readonly port: number;
  /** A new credential, good until it is ended. */
  admit(): EgressPass;
  close(): Promise<void>;
}

interface Pass {
  password: Buffer;
  rules: EgressRules | null;
  sockets: Set<Duplex>;
}

/** Listens on a random port of loopback. @throws the system's error */
export async function createEgressProxy(deps: Partial<DialDeps> = {}): Promise<EgressProxy> {
  const dialDeps = { ...systemDial, ...deps };
  const passes = new Map<string, Pass>();
  const server = createServer();
  const clients = new Set<Socket>();
  server.on('connection', (socket) => {
    clients.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => clients.delete(socket));
  });

  const passOf = (request: IncomingMessage): Pass | null => {
    const [type = '', value = ''] = (request.headers['proxy-authorization'] ?? '').split(' ');
    if (type.toLowerCase() !== 'basic') return null;
    const [user = '', password = ''] = Buffer.from(value, 'base64').toString('utf8').split(':');
    const pass = passes.get(user);
    return pass && timingSafeEqual(pass.password, digest(password)) ? pass : null;
  };

  /** Everything that decides whether this connection may be, then the connection. @throws ToolError */
  const connect = async (pass: Pass, url: URL, as: DialWords): Promise<Socket> => {
    const { rules } = pass;
    if (rules === null) throw refused('not_in_use', `Nobody uses this browser: ${url.host} was not reached.`);
    const { scope, allowedDomains, privateHostsAllowed } = rules;
    const host = hostAndPort(url);
    try {
      scope.signal.throwIfAborted();
      // First, so that no page is said to have wanted what the browser did.
      if (!(await rules.asked(host))) {
        throw refused('browser_call_home', `No page asked for ${host}: it was the browser's own call.`);
      }
      if (!isDomainAllowed(url.hostname, allowedDomains)) throw domainRefused(url);
      const socket = await dial(url, scope, privateHostsAllowed, scope.signal, dialDeps, as);
      if (pass.rules === null) {
        socket.destroy();
        throw refused('not_in_use', 'The run has ended.');
      }
      pass.sockets.add(socket);
      socket.once('close', () => pass.sockets.delete(socket));
      return socket;
    } catch (error) {
      if (error instanceof ToolError && error.status === 'policy_blocked') {
        rules.onRefused({
          host,
          code: error.code,
          message: error.message,
          home: error.code === 'browser_call_home',
        });
      }
      throw error;
    }
  };

  server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    client.on('error', () => client.destroy());
    const pass = passOf(request);
    if (!pass) return void client.end(`HTTP/1.1 407 Proxy Authentication Required\r\n${challenge()}`);
    const url = authorityUrl(request.url ?? '');
    if (!url) return void client.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    pass.sockets.add(client);
    client.once('close', () => pass.sockets.delete(client));
    connect(pass, url, { target: hostAndPort(url), what: 'tunnel' }).then(
      (socket) => {
        if (client.destroyed) return void socket.destroy();
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        if (head.length > 0) socket.write(head);
        tie(client, socket);
      },
      (error: unknown) => {
        client.end(`HTTP/1.1 ${statusOf(error)} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      },
    );
  });

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const pass = passOf(request);
    if (!pass) {
      response.writeHead(407, { 'proxy-authenticate': `Basic realm="${REALM}"`, 'content-length': '0' });
      return void response.end();
    }
    const url = plainUrl(request.url ?? '');
    if (!url) return void response.writeHead(400).end();
    if (url.hostname === CREDENTIAL_HOST) {
      response.writeHead(200, { 'content-type': 'text/html', 'cache-control': 'no-store' });
      return void response.end('<!doctype html><link rel="icon" href="data:,">');
    }
    connect(pass, url, { target: `http://${hostAndPort(url)}`, what: request.method ?? 'GET' }).then(
      (socket) => forward(request, response, url, socket),
      (error: unknown) => {
        response.writeHead(statusOf(error), { 'content-type': 'text/plain; charset=utf-8' });
        response.end('Refused by Execution Layer.');
      },
    );
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });

  return {
    port: (server.address() as AddressInfo).port,
    admit() {
      const user = `${USER}-${randomBytes(8).toString('hex')}`;
      const password = randomBytes(24).toString('base64url');
      const pass: Pass = { password: digest(password), rules: null, sockets: new Set() };
      passes.set(user, pass);
      return {
        user,
        password,
        use: (rules) => void (pass.rules = rules),
        end() {
          passes.delete(user);
          pass.rules = null;
          for (const socket of pass.sockets) socket.destroy();
        },
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const pass of passes.values()) for (const socket of pass.sockets) socket.destroy();
        for (const socket of clients) socket.destroy();
        passes.clear();
      }),
  };
}

/** Sends one request on over its own connection, and the answer back. */
function forward(request: IncomingMessage, response: ServerResponse, url: URL, socket: Socket): void {
  const onward = httpRequest({
    createConnection: () => socket,
    method: request.method,
    path: `${url.pathname}${url.search}`,
    headers: [...forwardHeaders(request.rawHeaders), 'Connection', 'close'],
    setHost: false,
  });
  const fail = (): void => {
    onward.destroy();
    socket.destroy();
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { 'content-length': '0' }).end();
  };
  onward.on('error', fail);
  onward.on('response', (answer) => {
    const headers = forwardHeaders(answer.rawHeaders);
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', headers);
    answer.on('error', fail);
    answer.pipe(response);
  });
  response.on('close', () => onward.destroy());
  request.on('error', fail);
  request.pipe(onward);
}

function tie(a: Duplex, b: Duplex): void {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.once('close', () => to.destroy());
  }
}

function authorityUrl(authority: string): URL | null {
  // Only `host:port`: a path or user in it would make the parser read another host than the one that is shown.
  if (!/^(\[[0-9a-fA-F:.]+\]|[^\s/?#@:[\]\\]+):\d{1,5}$/.test(authority)) return null;
  return URL.canParse(`http://${authority}`) ? new URL(`http://${authority}`) : null;
}

function plainUrl(target: string): URL | null {
  if (!URL.canParse(target)) return null;
  const url = new URL(target);
  return url.protocol === 'http:' && url.username === '' && url.password === '' ? url : null;
}

function refused(code: string, message: string): ToolError {
  return new ToolError('policy_blocked', code, message);
}

function statusOf(error: unknown): number {
  return error instanceof ToolError && error.status === 'policy_blocked' ? 403 : 502;
}

function challenge(): string {
  return `Proxy-Authenticate: Basic realm="${REALM}"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
}

/** Digests are of one length, which a comparison in constant time needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
