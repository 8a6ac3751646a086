import type { Display, RandR, Reply, Shape, XClient, Xkb, XRes, XTest } from 'x11';

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

  /** @throws Error when there is no server at DISPLAY, or it refuses */
  static async open(display: string): Promise<XConnection> {
    const { default: x11 } = await import('x11');
    return new Promise((resolve, reject) => {
      let connection: XConnection | undefined;
      const lost = (error: Error): void => (connection ? connection.#lose(error) : reject(error));
      const client = x11.createClient({ display, bufferRequests: true }, (error, made) => {
        if (error) {
          reject(error);
          return;
        }
        connection = new XConnection(made);
        resolve(connection);
      });
      // Requests without an answer fail here: a window that went away meanwhile. Whoever asks about it hears so itself.
      client.on('error', (error) => {
        if (!('badParam' in error)) lost(error);
      });
      client.on('end', () => lost(new Error('The X server closed the connection.')));
    });
  }

  get lost(): boolean {
    return this.#lost !== null;
  }

  /** Sends a request and waits for its answer. @throws Error of the server, or when it is gone */
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
      const timer = setTimeout(() => fail(new Error('The X server does not answer.')), ANSWER_LIMIT_MS);
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
    this.#lose(new Error('The connection to the X server was closed.'));
    this.client.terminate();
  }

  #lose(error: Error): void {
    this.#lost ??= error;
    for (const fail of [...this.#waiting]) fail(error);
  }
}
