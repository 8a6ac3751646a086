/** Lets one at a time in for each key, in the order they came. */
export class TurnsByKey {
  readonly #last = new Map<string, Promise<void>>();

  /** Resolves to the way to end one's turn. @throws the signal's reason, when it aborts before the turn comes */
  async take(key: string, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const before = this.#last.get(key) ?? Promise.resolve();
    let end: () => void = () => undefined;
    const mine = new Promise<void>((resolve) => (end = resolve));
    const chain = before.then(() => mine);
    this.#last.set(key, chain);
    void chain.then(() => {
      if (this.#last.get(key) === chain) this.#last.delete(key);
    });
    try {
      await new Promise<void>((resolve, reject) => {
        const stop = (): void => reject(signal.reason as Error);
        signal.addEventListener('abort', stop, { once: true });
        void before.then(() => {
          signal.removeEventListener('abort', stop);
          resolve();
        });
      });
    } catch (error) {
      end();
      throw error;
    }
    return end;
  }
}
