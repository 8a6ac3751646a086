/**
 * Keeps synthetic input and questions apart: while a question to the person is up no action begins, and no question comes
 * on show before the action under way has ended.
 */
export class DeskGate {
  readonly #asking = new Set<string>();
  readonly #beforeQuestion = new Set<() => Promise<void>>();
  #answeredAt = -Infinity;
  #acting = 0;
  #wake: (() => void)[] = [];

  /** Says whether a place where the person decides (approvals, a system dialog) has something up. */
  setAsking(where: string, up: boolean): void {
    const before = this.#asking.size;
    if (up) this.#asking.add(where);
    else this.#asking.delete(where);
    const now = this.#asking.size;
    if (before > 0 && now === 0) this.#answeredAt = performance.now();
    if (before === 0 && now > 0) for (const prepare of this.#beforeQuestion) void this.#counted(prepare);
    this.#changed();
  }

  get asking(): boolean {
    return this.#asking.size > 0;
  }

  /** When the last question went away, on the clock of `performance.now()`; -Infinity: there was none. */
  get answeredAt(): number {
    return this.#answeredAt;
  }

  /**
   * What has to be done when a question comes up, before it is on show. Must not reject.
   * @returns what takes it back
   */
  beforeQuestion(prepare: () => Promise<void>): () => void {
    this.#beforeQuestion.add(prepare);
    return () => this.#beforeQuestion.delete(prepare);
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

  /**
   * Does one action when no question is up.
   * @param ready waited for once none is, before `work`
   * @throws the abort reason, or what `ready` and `work` throw
   */
  async act<T>(
    signal: AbortSignal,
    work: () => Promise<T>,
    ready: () => Promise<void> = () => Promise.resolve(),
  ): Promise<T> {
    // Asked again without a wait in between: a question may come up between an answer and whoever hears it.
    do {
      await this.open(signal);
      await ready();
    } while (this.asking);
    return this.#counted(work);
  }

  /** No question comes on show before `work` has ended. */
  async #counted<T>(work: () => Promise<T>): Promise<T> {
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
