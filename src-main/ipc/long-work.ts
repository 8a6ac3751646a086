import type { PanelChannels } from '../../src-preload/contract/channels.ts';
import { Refusal } from '../execution/refusal.ts';

/** What can take long enough for somebody to want it ended. */
export type LongWork = PanelChannels['audit.cancel']['request']['what'];

const CANCELLED: Record<LongWork, string> = {
  verify: 'The check was cancelled before its end.',
  export: 'The export was cancelled; no file was written.',
  import: 'The import was cancelled; nothing was imported.',
  simulate: 'The replay was cancelled before its end.',
  diagnostics: 'The diagnostics were cancelled; none were made.',
};

/**
 * Runs long work so that it can be cancelled by its kind. Whoever waits for cancelled work gets the refusal `cancelled`; work
 * that was over by then has its answer.
 * @param quitting ends all of it
 */
export function createLongWork(quitting: AbortSignal) {
  const underWay = new Map<AbortController, LongWork>();
  return {
    async run<T>(what: LongWork, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
      const stop = new AbortController();
      underWay.set(stop, what);
      try {
        return await work(AbortSignal.any([quitting, stop.signal]));
      } catch (error) {
        if (error === stop.signal.reason) throw new Refusal('cancelled', CANCELLED[what]);
        throw error;
      } finally {
        underWay.delete(stop);
      }
    },
    cancel(what: LongWork): boolean {
      const meant = [...underWay].filter(([, kind]) => kind === what);
      for (const [stop] of meant) stop.abort();
      return meant.length > 0;
    },
  };
}

/** All the long work there is, for one page. */
export type LongWorks = ReturnType<typeof createLongWork>;
