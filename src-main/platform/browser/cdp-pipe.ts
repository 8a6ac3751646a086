import type { Readable, Writable } from 'node:stream';
import type { ConnectOverCDPTransport } from 'playwright-core';

/** More than this without an end of a message is no message of a browser. */
const MAX_MESSAGE_BYTES = 512 * 1024 * 1024;

/**
 * The DevTools protocol over `--remote-debugging-pipe`: JSON messages, each ended by a zero byte. Nothing listens on a
 * port, and a browser whose pipe closes ends itself.
 * @param peek hears of each message as it arrives, before the driver has it
 */
export function cdpPipe(
  toBrowser: Writable,
  fromBrowser: Readable,
  close: () => void,
  peek: (message: object) => void = () => undefined,
): ConnectOverCDPTransport {
  let parts: Buffer[] = [];
  let size = 0;
  let closed = false;
  /** Messages that the driver has not had yet; the first is the one whose turn is set. */
  const messages: object[] = [];
  const transport: ConnectOverCDPTransport = {
    send(message) {
      if (!closed) toBrowser.write(`${JSON.stringify(message)}\0`);
    },
    close,
  };
  const over = (): void => {
    if (closed) return;
    closed = true;
    transport.onclose?.();
  };
  // One message a turn: the driver does what follows from one in promises, and must be done with it before the next.
  const next = (): void => {
    const message = messages[0];
    if (closed || message === undefined) return;
    try {
      transport.onmessage?.(message);
    } finally {
      messages.shift();
      if (messages.length > 0) setImmediate(next);
    }
  };
  fromBrowser.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, from)) {
      const text = Buffer.concat([...parts, chunk.subarray(from, end)]).toString('utf8');
      parts = [];
      size = 0;
      from = end + 1;
      const message = JSON.parse(text) as object;
      peek(message);
      messages.push(message);
      if (messages.length === 1) setImmediate(next);
    }
    parts.push(chunk.subarray(from));
    size += chunk.length - from;
    if (size > MAX_MESSAGE_BYTES) close();
  });
  fromBrowser.once('close', over);
  // A browser that has gone takes nothing more; its end is told by the other pipe.
  toBrowser.on('error', over);
  fromBrowser.on('error', over);
  return transport;
}
