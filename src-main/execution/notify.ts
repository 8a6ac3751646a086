/**
 * Calls every listener. One that throws keeps neither the others nor the caller from going on: a bug in what only shows
 * the runs must not stop a pause. Its error still surfaces, as an uncaught one.
 */
export function notify<A extends unknown[]>(listeners: Iterable<(...args: A) => void>, ...args: A): void {
  for (const listener of [...listeners]) {
    try {
      listener(...args);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
