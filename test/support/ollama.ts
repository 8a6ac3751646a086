import { mkdirSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** How the fixture answers `POST /api/chat`. */
export interface ChatScript {
  pieces: string[];
  /** Milliseconds before each piece. */
  everyMs?: number;
  /** `GET /api/tags` is taken and not answered; `later`: after a chat has been asked for. */
  silentTags?: 'always' | 'later';
  /** How it ends: with its last line, with the cap's last line, with the connection cut, with an error line, or not at all. */
  ends?: 'stop' | 'length' | 'cut' | 'error' | 'never';
}

export interface FakeOllama {
  url: string;
  /** `127.0.0.1:port`, as OLLAMA_HOST wants it. */
  host: string;
  connections: number;
  /** Bodies of `POST /api/chat`. */
  asked: { model?: string; messages?: { content: string }[]; options?: Record<string, number> }[];
  /** Answers that are still being written. */
  open: number;
  close(): Promise<void>;
}

/** A small server that speaks Ollama's API, with the models it is told of. */
export async function startOllama(
  models: { name: string; size?: number; family?: string }[],
  script: ChatScript = { pieces: ['Hello'] },
): Promise<FakeOllama> {
  const server = createServer((request, response) => {
    if (request.url === '/api/tags') {
      if (script.silentTags === 'always' || (script.silentTags === 'later' && fake.asked.length > 0)) return;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ models: models.map(tagOf) }));
    } else if (request.url === '/api/chat' && request.method === 'POST') {
      void bodyOf(request).then((text) => {
        const body = JSON.parse(text) as FakeOllama['asked'][number];
        fake.asked.push(body);
        if (!models.some(({ name }) => name === body.model)) {
          response.writeHead(404, { 'content-type': 'application/json' });
          response.end(JSON.stringify({ error: `model '${body.model}' not found` }));
          return;
        }
        void play(script, response, fake);
      });
    } else {
      response.writeHead(404);
      response.end('404 page not found');
    }
  });
  server.on('connection', () => (fake.connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fake: FakeOllama = {
    url: `http://${host}`,
    host,
    connections: 0,
    asked: [],
    open: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
}

function tagOf({
  name,
  size = 2_000_000_000,
  family = 'llama',
}: {
  name: string;
  size?: number;
  family?: string;
}) {
  return { name, model: name, size, digest: 'a'.repeat(64), details: { family, format: 'gguf' } };
}

async function play(script: ChatScript, response: ServerResponse, fake: FakeOllama): Promise<void> {
  const { pieces, everyMs = 0, ends = 'stop' } = script;
  const line = (value: object): void => void response.write(`${JSON.stringify({ model: 'm', ...value })}\n`);
  fake.open += 1;
  response.on('close', () => (fake.open -= 1));
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  for (const content of pieces) {
    if (everyMs > 0) await new Promise((resolve) => setTimeout(resolve, everyMs));
    if (response.destroyed) return;
    line({ message: { role: 'assistant', content }, done: false });
  }
  switch (ends) {
    case 'stop':
    case 'length':
      line({ message: { role: 'assistant', content: '' }, done: true, done_reason: ends });
      response.end();
      return;
    case 'error':
      line({ error: 'out of memory' });
      response.end();
      return;
    case 'cut':
      // After the pieces have left, without the end of the body.
      setTimeout(() => response.destroy(), 50);
      return;
    case 'never':
      return;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** Writes one model into Ollama's folder, as a pull does. */
export function writeModel(
  folder: string,
  model: {
    way: [registry: string, namespace: string, name: string, tag: string];
    family: string;
    bytes: number;
  },
): void {
  const config = JSON.stringify({ model_format: 'gguf', model_family: model.family });
  const hex = createHash('sha256').update(config).digest('hex');
  mkdirSync(join(folder, 'blobs'), { recursive: true });
  writeFileSync(join(folder, 'blobs', `sha256-${hex}`), config);
  const [registry, namespace, name, tag] = model.way;
  const manifests = join(folder, 'manifests', registry, namespace, name);
  mkdirSync(manifests, { recursive: true });
  writeFileSync(
    join(manifests, tag),
    JSON.stringify({
      schemaVersion: 2,
      config: { digest: `sha256:${hex}`, size: config.length },
      layers: [{ digest: `sha256:${'b'.repeat(64)}`, size: model.bytes - config.length }],
    }),
  );
}
