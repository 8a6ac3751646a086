/**
 * Turns a burst of "changed" events into few fetches: one at a time, one more if something changed meanwhile, and at least
 * `gapMs` from the end of one to the start of the next. A log that grows by hundreds of records a second must not keep the panel busy.
 */
export function createRefetcher(fetch: () => Promise<void>, gapMs = 200): () => void {
  let state: 'idle' | 'busy' | 'again' = 'idle';
  const run = async (): Promise<void> => {
    state = 'busy';
    try {
      await fetch();
    } finally {
      setTimeout(() => {
        if (state === 'again') void run();
        else state = 'idle';
      }, gapMs);
    }
  };
  return () => {
    if (state === 'idle') void run();
    else state = 'again';
  };
}
