import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web site on loopback, for the time of a test. */
export interface Site {
  url: string;
  /** `127.0.0.1:port`, as `private_hosts_allowed` wants it. */
  host: string;
  requests: number;
  connections: number;
  /** From now on requests are taken and not answered. */
  hang(): void;
  close(): Promise<void>;
}

/** Serves each path's HTML; other paths are 404. */
export async function openSite(pages: Record<string, string>): Promise<Site> {
  let hanging = false;
  const server = createServer((request, response) => {
    site.requests += 1;
    if (hanging) return;
    const page = pages[request.url ?? '/'];
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(page ?? 'Not found');
  });
  server.on('connection', () => (site.connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const site: Site = {
    url: `http://${host}/`,
    host,
    requests: 0,
    connections: 0,
    hang: () => (hanging = true),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return site;
}
