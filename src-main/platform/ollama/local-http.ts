import { request, type IncomingMessage } from 'node:http';

/** What is asked of a server on this computer. `host` is a literal loopback address. */
export interface LocalRequest {
  host: string;
  port: number;
  method: 'GET' | 'POST';
  path: string;
  /** Sent as JSON. */
  json?: unknown;
  /** Aborting it closes the connection at once. */
  signal: AbortSignal;
}

/**
 * One request to a server on this computer: no proxy of the environment, no redirect followed, a connection of its own that
 * ends with the signal.
 * @throws the connection's error, or the signal's reason
 */
export async function askLocal(asked: LocalRequest): Promise<IncomingMessage> {
  const { signal } = asked;
  signal.throwIfAborted();
  const body = asked.json === undefined ? undefined : JSON.stringify(asked.json);
  return new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request({
      host: asked.host,
      port: asked.port,
      method: asked.method,
      path: asked.path,
      agent: false,
      signal,
      headers: {
        accept: 'application/json, application/x-ndjson',
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      },
    });
    sent.once('response', resolve);
    sent.on('error', (error) => reject(signal.aborted ? (signal.reason as Error) : error));
    sent.end(body);
  });
}

/** A whole body as text. @throws Error when it is longer than `maxBytes`, or when it was cut short */
export async function readText(answer: IncomingMessage, maxBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of answer) {
    const piece = part as Buffer;
    bytes += piece.length;
    if (bytes > maxBytes) {
      answer.destroy();
      throw new Error(`The answer is longer than ${maxBytes} bytes.`);
    }
    parts.push(piece);
  }
  return Buffer.concat(parts).toString('utf8');
}

/**
 * The lines of a stream, as they come.
 * @throws Error when a line is longer than `maxLine` characters, or when the connection broke before the end of the body
 */
export async function* linesOf(answer: IncomingMessage, maxLine: number): AsyncGenerator<string> {
  answer.setEncoding('utf8');
  let rest = '';
  for await (const part of answer) {
    rest += part as string;
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > maxLine) {
      answer.destroy();
      throw new Error(`A line of the answer is longer than ${maxLine} characters.`);
    }
    yield* lines.filter((line) => line.trim() !== '');
  }
  if (rest.trim() !== '') yield rest;
}
