/**
 * Keeps synthetic input and questions apart: while a question to the person is up no action begins, and no question comes
 * on show before the action under way has ended.
 */
export class DeskGate {
  readonly #asking = new Set<string>();
  #acting = 0;
  #wake: (() => void)[] = [];

  /** Says whether a place where the person decides (approvals, a system dialog) has something up. */
  setAsking(where: string, up: boolean): void {
    if (up) this.#asking.add(where);
    else this.#asking.delete(where);
    this.#changed();
  }

  get asking(): boolean {
    return this.#asking.size > 0;
  }

  /** Resolves when no action is under way. */
  async quiet(): Promise<void> {
    while (this.#acting > 0) await this.#change();
  }

  /** Resolves when no question is up. @throws the abort reason */
  async open(signal: AbortSignal): Promise<void> {
    while (this.asking) await this.#change(signal);
    signal.throwIfAborted();
  }

  /** Does one action when no question is up. @throws the abort reason, or what `work` throws */
  async act<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    // Asked again without a wait in between: a question may come up between an answer and whoever hears it.
    do await this.open(signal);
    while (this.asking);
    this.#acting += 1;
    try {
      return await work();
    } finally {
      this.#acting -= 1;
      this.#changed();
    }
  }

  #changed(): void {
    const woken = this.#wake;
    this.#wake = [];
    for (const wake of woken) wake();
  }

  async #change(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => reject(signal?.reason as Error);
      signal?.addEventListener('abort', stop, { once: true });
      this.#wake.push(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      });
    });
  }
}
