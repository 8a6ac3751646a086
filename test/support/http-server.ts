import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface TestServer {
  port: number;
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  origin: string;
  /** `127.0.0.1:PORT`, as the setting `private_hosts_allowed` wants it. */
  key: string;
  /** Sockets that were ever opened to it, whether or not anything was asked. */
  connections(): number;
  /** Sockets that are open now. */
  open(): number;
  /** Paths asked for, in order. */
  requests: { path: string; headers: IncomingMessage['headers'] }[];
  close(): Promise<void>;
}

/** A real server on loopback. Close it in the test's end: it also cuts the connections that are still open. */
export async function startServer(
  routes: Record<string, Handler | string>,
  tls?: { key: string; cert: string },
): Promise<TestServer> {
  const requests: TestServer['requests'] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const onRequest: Handler = (request, response) => {
    const path = request.url ?? '/';
    requests.push({ path, headers: request.headers });
    const route = routes[path.split('?')[0] ?? '/'];
    if (route === undefined) {
      response.writeHead(404, { 'content-type': 'text/html' });
      response.end('<title>Not here</title><p>No such page');
    } else if (typeof route === 'string') html(response, route);
    else route(request, response);
  };
  const server: Server = tls === undefined ? createServer(onRequest) : createTlsServer(tls, onRequest);
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    key: `127.0.0.1:${port}`,
    connections: () => connections,
    open: () => sockets.size,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export function html(
  response: ServerResponse,
  body: string | Buffer,
  headers: Record<string, string> = {},
): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers });
  response.end(body);
}

export function redirectTo(location: string, status = 302): Handler {
  return (_request, response) => {
    response.writeHead(status, { location });
    response.end();
  };
}

/** Sends `chunk` for as long as the other side takes it, `everyMs` apart (0: as fast as it is taken). */
export function endless(chunk: string | Buffer, everyMs = 0, headers: Record<string, string> = {}): Handler {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html', ...headers });
    const send = (): void => {
      if (response.destroyed) return;
      const more = response.write(chunk);
      if (everyMs > 0) setTimeout(send, everyMs);
      else if (more) setImmediate(send);
      else response.once('drain', send);
    };
    send();
  };
}
