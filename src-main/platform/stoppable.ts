/** Waits for `work` only until the abort; what it comes to after that is nobody's any more. @throws the abort reason */
export async function stoppable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // Told to nobody once the wait is over.
  work.catch(() => undefined);
  signal.throwIfAborted();
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
