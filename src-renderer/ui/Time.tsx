import { useSyncExternalStore } from 'react';
import { exactTime, relativeTime } from './time.ts';

// One clock for all times on show, ticking only while some are.
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Math.floor(Date.now() / 1000);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  now = Math.floor(Date.now() / 1000);
  timer ??= setInterval(() => {
    now = Math.floor(Date.now() / 1000);
    listeners.forEach((tell) => tell());
  }, 5000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Now in whole epoch seconds, at most 5 s old. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** A moment (epoch seconds): relative, with the exact one on hover. */
export function Time({ at }: { at: number }) {
  const clock = useNow();
  return (
    <time className="el-num" dateTime={new Date(at * 1000).toISOString()} title={exactTime(at)}>
      {/* The clock ticks every 5 s: what is newer than its last tick is not in the future. */}
      {relativeTime(at, Math.max(clock, at))}
    </time>
  );
}
