import type { Display, RandR, Reply, Shape, XClient, Xkb, XRes, XTest } from 'x11';
import { ToolError } from '../../tool-error.ts';

/** A server that does not answer within this time is taken for gone, in milliseconds. */
const ANSWER_LIMIT_MS = 3_000;

/** Extensions of the X protocol, by the package's names for them. */
interface Extensions {
  xtest: XTest;
  xkb: Xkb;
  shape: Shape;
  res: XRes;
  randr: RandR;
}

/** One connection to the X server, with answers as promises. A lost connection fails whatever waits, and everything after. */
export class XConnection {
  readonly client: XClient;
  readonly root: number;
  readonly size: { width: number; height: number };
  readonly keycodes: { first: number; count: number };
  readonly #waiting = new Set<(error: Error) => void>();
  readonly #atoms = new Map<string, Promise<number>>();
  readonly #extensions = new Map<string, Promise<unknown>>();
  #lost: Error | null = null;

  private constructor(display: Display) {
    const [screen] = display.screen;
    if (!screen) throw new Error('The X server has no screen.');
    this.client = display.client;
    this.root = screen.root;
    this.size = { width: screen.pixel_width, height: screen.pixel_height };
    const { min_keycode: first, max_keycode: last } = display;
    this.keycodes = { first, count: last - first + 1 };
  }

  /** @throws Error when there is no server at DISPLAY, or it refuses; ToolError `screen_no_answer` when it does not answer */
  static async open(display: string): Promise<XConnection> {
    const { default: x11 } = await import('x11');
    return new Promise((resolve, reject) => {
      let connection: XConnection | undefined;
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        reject(noAnswer());
      }, ANSWER_LIMIT_MS);
      const lost = (error: Error): void => {
        clearTimeout(timer);
        if (connection) connection.#lose(screenLost(error));
        else reject(error);
      };
      const client = x11.createClient({ display, bufferRequests: true }, (error, made) => {
        clearTimeout(timer);
        if (error) {
          reject(error);
          return;
        }
        connection = new XConnection(made);
        if (late) connection.close();
        resolve(connection);
      });
      // Requests without an answer fail here: a window that went away meanwhile. Whoever asks about it hears so itself.
      client.on('error', (error) => {
        if (!('badParam' in error)) lost(error);
      });
      client.on('end', () => lost(new Error('The X server closed it.')));
    });
  }

  get lost(): boolean {
    return this.#lost !== null;
  }

  /**
   * Sends a request and waits for its answer.
   * @throws Error that the server answers with; ToolError `screen_no_answer`, `screen_lost`
   */
  ask<T>(request: (reply: Reply<T>) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#lost) {
        reject(this.#lost);
        return;
      }
      const settle = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(fail);
      };
      const fail = (error: Error): void => {
        settle();
        reject(error);
      };
      const timer = setTimeout(() => fail(noAnswer()), ANSWER_LIMIT_MS);
      this.#waiting.add(fail);
      request((error, value) => {
        if (error) fail(error);
        else {
          settle();
          resolve(value);
        }
        return true;
      });
    });
  }

  /** Resolves when the server has dealt with everything sent so far. */
  async sync(): Promise<void> {
    await this.ask((reply) => this.client.GetInputFocus(reply));
  }

  atom(name: string): Promise<number> {
    let atom = this.#atoms.get(name);
    if (!atom)
      this.#atoms.set(name, (atom = this.ask((reply) => this.client.InternAtom(false, name, reply))));
    return atom;
  }

  /** @throws Error when the server does not have it */
  extension<N extends keyof Extensions>(name: N): Promise<Extensions[N]> {
    let loaded = this.#extensions.get(name);
    if (!loaded) {
      loaded = this.ask((reply: Reply<unknown>) => this.client.require(name, reply));
      this.#extensions.set(name, loaded);
    }
    return loaded as Promise<Extensions[N]>;
  }

  close(): void {
    this.#lose(screenLost(new Error('It was closed.')));
    this.client.terminate();
  }

  #lose(error: Error): void {
    this.#lost ??= error;
    for (const fail of [...this.#waiting]) fail(error);
  }
}

function noAnswer(): ToolError {
  const message =
    'The screen (the X server) does not answer: another program may be holding it. Close that program, or wait until it is done, and run it again.';
  return new ToolError('error', 'screen_no_answer', message);
}

function screenLost(why: Error): ToolError {
  const message = `The connection to the screen (the X server) was lost. ${why.message} Run it again; if there is no screen any more, start the app in a new desktop session.`;
  return new ToolError('error', 'screen_lost', message, { cause: why });
}
