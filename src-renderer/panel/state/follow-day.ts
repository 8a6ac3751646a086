import { listen } from '../api.ts';
import { useOverview } from './overview.ts';
import { createRefetcher } from './refetcher.ts';

/** Counting a day is not for every record that comes. */
const COUNT_EVERY_MS = 2_000;
/** What has become older than a day leaves its list within this, also when nothing new comes. */
const LOOK_EVERY_MS = 60_000;

/** Milliseconds until the next day begins here. */
function untilMidnight(now: number): number {
  const next = new Date(now);
  next.setHours(24, 0, 0, 0);
  return next.getTime() - now;
}

/**
 * Keeps the day's counts true while something shows them: with each record, each minute, and when another day begins, be it by
 * a clock that was set or a computer that was asleep. Returns the way to stop.
 */
export function followDay(): () => void {
  let anew = true;
  const count = createRefetcher(() => {
    const all = anew;
    anew = false;
    return useOverview.getState().refetch(all);
  }, COUNT_EVERY_MS);
  const look = (): void => {
    // Nobody sees it; it is looked at anew when somebody does.
    if (document.hidden) return;
    anew = true;
    count();
  };
  let midnight: ReturnType<typeof setTimeout>;
  const nextDay = (): void => {
    midnight = setTimeout(() => {
      look();
      nextDay();
    }, untilMidnight(Date.now()));
  };
  count();
  nextDay();
  const minute = setInterval(look, LOOK_EVERY_MS);
  document.addEventListener('visibilitychange', look);
  const stop = listen((api) => api.audit.onAppended(() => count()));
  return () => {
    clearTimeout(midnight);
    clearInterval(minute);
    document.removeEventListener('visibilitychange', look);
    stop();
  };
}
