import { Refusal } from '../execution/refusal.ts';

/** Questions by who asks them: a later one of the same asker ends the one before, whose answer nobody looks at any more. */
export function createAskers() {
  const underWay = new Map<string, AbortController>();
  return {
    /** @param asker undefined: nothing ends it. @throws Refusal `cancelled` to who asked before */
    async ask<T>(
      asker: string | undefined,
      work: (signal: AbortSignal | undefined) => Promise<T>,
    ): Promise<T> {
      if (asker === undefined) return work(undefined);
      const mine = new AbortController();
      underWay.get(asker)?.abort(new Refusal('cancelled', 'A later question has taken its place.'));
      underWay.set(asker, mine);
      try {
        return await work(mine.signal);
      } finally {
        if (underWay.get(asker) === mine) underWay.delete(asker);
      }
    },
  };
}
