// @ts-check
import { randomBytes } from 'node:crypto';
import http from 'node:http';

/**
 * Serves one small page on loopback, with a word in it that nobody can know beforehand.
 * @returns {Promise<{host: string, url: string, text: string, close: () => Promise<void>}>} `host`: with its port
 */
export async function servePage() {
  const text = `proof ${randomBytes(8).toString('hex')}`;
  const html = `<!doctype html><html lang="en"><title>Smoke</title><script>"script-text"</script><p>${text}</p></html>`;
  const server = http.createServer((request, response) => {
    response.writeHead(request.url === '/' ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
    response.end(request.url === '/' ? html : '');
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The page has no port.');
  const host = `127.0.0.1:${address.port}`;
  const close = () =>
    /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      })
    );
  return { host, url: `http://${host}/`, text, close };
}
