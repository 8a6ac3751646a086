import { ToolError } from '../../tool-error.ts';
import type { XConnection } from './connection.ts';
import type { XEvent } from 'x11';

/** A program that gives nothing within this time is taken for hung, in milliseconds. Between two parts of a long text, too. */
const ANSWER_LIMIT_MS = 3_000;
const MAX_BYTES = 16 * 1024 * 1024;
const INPUT_ONLY = 2;
const PROPERTY_CHANGE = 1 << 22;
const NEW_VALUE = 0;
const ANY_TYPE = 0;
/** What text is asked for as, the best first; Latin-1 is what STRING is (ICCCM 2.6.2). */
const TARGETS = [
  ['UTF8_STRING', 'utf8'],
  ['STRING', 'latin1'],
] as const;

/**
 * The text of the clipboard, asked of the program that has it (ICCCM 2.4, long texts in parts by 2.7.2). Electron's own reading
 * waits for that program with the whole app standing still: for eighteen seconds, measured with a stopped one.
 * @returns '' where there is no text @throws ToolError `clipboard_no_answer`, `clipboard_too_large`; the abort reason
 */
export async function readClipboard(x: XConnection, signal: AbortSignal): Promise<string> {
  const clipboard = await x.atom('CLIPBOARD');
  const owner = await x.ask<number>((reply) => x.client.GetSelectionOwner(clipboard, reply));
  if (owner === 0) return '';
  const request = await SelectionRequest.open(x, signal);
  for (const [target, encoding] of TARGETS) {
    const bytes = await request.convert(clipboard, await x.atom(target));
    if (bytes === null) continue;
    request.close();
    return bytes.toString(encoding);
  }
  request.close();
  return '';
}

/** One window that a selection is handed to. Left open after a failure: a late answer to a window that is gone ends programs. */
class SelectionRequest {
  readonly #x: XConnection;
  readonly #window: number;
  readonly #property: number;
  readonly #incremental: number;
  readonly #signal: AbortSignal;
  readonly #events: XEvent[] = [];
  #wake: () => void = () => undefined;
  readonly #listen = (event: XEvent): void => {
    if (event.requestor !== this.#window && event.wid !== this.#window) return;
    this.#events.push(event);
    this.#wake();
  };

  private constructor(x: XConnection, atoms: { property: number; incremental: number }, signal: AbortSignal) {
    this.#x = x;
    this.#property = atoms.property;
    this.#incremental = atoms.incremental;
    this.#signal = signal;
    this.#window = x.client.AllocID();
    const values = { eventMask: PROPERTY_CHANGE };
    x.client.CreateWindow(this.#window, x.root, -10, -10, 1, 1, 0, 0, INPUT_ONLY, 0, values);
  }

  static async open(x: XConnection, signal: AbortSignal): Promise<SelectionRequest> {
    const [property, incremental] = await Promise.all([x.atom('EXECUTION_LAYER_CLIPBOARD'), x.atom('INCR')]);
    return new SelectionRequest(x, { property, incremental }, signal);
  }

  close(): void {
    this.#x.client.DestroyWindow(this.#window);
  }

  /** @returns null where its owner has no such form of it */
  async convert(selection: number, target: number): Promise<Buffer | null> {
    const { client } = this.#x;
    client.on('event', this.#listen);
    try {
      client.ConvertSelection(this.#window, selection, target, this.#property, 0);
      await this.#x.sync();
      const { property } = await this.#next((event) => event.name === 'SelectionNotify');
      return property === 0 ? null : await this.#take();
    } finally {
      client.removeListener('event', this.#listen);
    }
  }

  async #take(): Promise<Buffer> {
    // Whatever the first property's coming has told: its parts are told after it is taken away.
    this.#events.length = 0;
    const whole = await this.#takeProperty();
    if (whole.type !== this.#incremental) return whole.data;
    const parts: Buffer[] = [];
    let size = 0;
    for (;;) {
      await this.#next(
        ({ name, atom, state }) =>
          name === 'PropertyNotify' && atom === this.#property && state === NEW_VALUE,
      );
      const { data } = await this.#takeProperty();
      if (data.length === 0) return Buffer.concat(parts);
      size += data.length;
      if (size > MAX_BYTES) throw tooLarge();
      parts.push(Buffer.from(data));
    }
  }

  async #takeProperty(): Promise<{ type: number; data: Buffer }> {
    const { client } = this.#x;
    const taken = await this.#x.ask<{ type: number; data: Buffer; bytesAfter: number }>((reply) =>
      client.GetProperty(1, this.#window, this.#property, ANY_TYPE, 0, MAX_BYTES / 4, reply),
    );
    if (taken.bytesAfter > 0) throw tooLarge();
    return taken;
  }

  async #next(fits: (event: XEvent) => boolean): Promise<XEvent> {
    const limit = AbortSignal.timeout(ANSWER_LIMIT_MS);
    const either = AbortSignal.any([this.#signal, limit]);
    for (;;) {
      for (let event = this.#events.shift(); event; event = this.#events.shift())
        if (fits(event)) return event;
      this.#signal.throwIfAborted();
      if (limit.aborted) throw noAnswer();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        either.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
}

function noAnswer(): ToolError {
  const message =
    'The program that has the clipboard does not answer. Copy the text again, or close that program, and run it again.';
  return new ToolError('error', 'clipboard_no_answer', message);
}

function tooLarge(): ToolError {
  const message = `There is more than ${MAX_BYTES / 1024 / 1024} MiB of text on the clipboard. Copy less of it and run it again.`;
  return new ToolError('error', 'clipboard_too_large', message);
}
