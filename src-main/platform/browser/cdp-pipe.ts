import type { Readable, Writable } from 'node:stream';
import type { ConnectOverCDPTransport } from 'playwright-core';
import { isUnwanted, isUrgent, lighten, toSharedWorker } from './cdp-messages.ts';

/**
 * A longer message is none that a run needs. The largest are pictures, in base64: of 48 MB, where no artifact may have more
 * than 32.
 */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** While so much waits for the driver, no more is read: the browser has to keep the rest. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
/** So much of a message tells what it is. */
const HEAD_BYTES = 128;

export interface CdpPipeOptions {
  /** Ends the browser. */
  close: () => void;
  /** Hears of what pages ask for as it arrives, before the driver has it, and as shortened. */
  peek?: (message: object) => void;
  /** Called once, before `close`, when the browser sends what is no message, or a longer one than is taken. */
  onOverflow?: () => void;
}

interface Waiting {
  bytes: number;
  /** null where it turns out to be none. */
  message: () => object | null;
}

/**
 * The DevTools protocol over `--remote-debugging-pipe`: JSON messages, each ended by a zero byte. Nothing listens on a
 * port, and a browser whose pipe closes ends itself. What comes through it is in the hands of pages: it is bounded, and what
 * nobody here needs is not even parsed.
 */
export function cdpPipe(
  toBrowser: Writable,
  fromBrowser: Readable,
  { close, peek = () => undefined, onOverflow = () => undefined }: CdpPipeOptions,
): ConnectOverCDPTransport {
  /** The message that is arriving: its parts, their size; `skip`: nobody needs it; null: that is not known yet. */
  let parts: Buffer[] = [];
  let size = 0;
  let skip: boolean | null = null;
  let closed = false;
  /** Messages that the driver has not had yet; the first is the one whose turn is set. */
  const waiting: Waiting[] = [];
  let waitingBytes = 0;
  const transport: ConnectOverCDPTransport = {
    send(message) {
      if (!closed) toBrowser.write(`${JSON.stringify(message)}\0`);
    },
    close,
  };
  const isOver = (): boolean => closed;
  const over = (): void => {
    if (closed) return;
    closed = true;
    transport.onclose?.();
  };
  const refuse = (): void => {
    if (closed) return;
    fromBrowser.pause();
    parts = [];
    onOverflow();
    close();
    over();
  };
  const parsed = (bytes: Buffer): object | null => {
    try {
      const message: unknown = JSON.parse(bytes.toString('utf8'));
      if (typeof message === 'object' && message !== null) return message;
    } catch {
      // No browser sends that.
    }
    refuse();
    return null;
  };
  // One message a turn: the driver does what follows from one in promises, and must be done with it before the next.
  const next = (): void => {
    const first = waiting[0];
    if (closed || first === undefined) return;
    try {
      const message = first.message();
      if (message !== null) transport.onmessage?.(message);
    } finally {
      waiting.shift();
      waitingBytes -= first.bytes;
      if (waitingBytes < MAX_WAITING_BYTES / 2 && !isOver()) fromBrowser.resume();
      if (waiting.length > 0) setImmediate(next);
    }
  };
  const take = (bytes: Buffer): void => {
    const early = isUrgent(bytes) ? parsed(bytes) : null;
    if (early !== null) {
      const answers = toSharedWorker(early);
      answers?.forEach((answer) => transport.send(answer));
      if (answers !== null) return;
      // First, so that whoever hears of an address has the same one as the driver.
      lighten(early);
      peek(early);
    }
    waiting.push({ bytes: bytes.length, message: early === null ? () => parsed(bytes) : () => early });
    waitingBytes += bytes.length;
    if (waitingBytes > MAX_WAITING_BYTES) fromBrowser.pause();
    if (waiting.length === 1) setImmediate(next);
  };
  const add = (part: Buffer): void => {
    size += part.length;
    if (skip === true) return;
    parts.push(part);
    if (skip === null && size >= HEAD_BYTES) {
      if (parts.length > 1) parts = [Buffer.concat(parts)];
      skip = isUnwanted(parts[0] ?? part);
      if (skip) parts = [];
    }
    if (size > MAX_MESSAGE_BYTES) refuse();
  };
  fromBrowser.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let end = chunk.indexOf(0); end >= 0 && !closed; end = chunk.indexOf(0, from)) {
      add(chunk.subarray(from, end));
      from = end + 1;
      if (skip !== true && !isOver()) take(Buffer.concat(parts));
      parts = [];
      size = 0;
      skip = null;
    }
    if (!closed) add(chunk.subarray(from));
  });
  fromBrowser.once('close', over);
  // A browser that has gone takes nothing more; its end is told by the other pipe.
  toBrowser.on('error', over);
  fromBrowser.on('error', over);
  return transport;
}
