import { useEffect, useState } from 'react';
import type { ActiveRun } from '../../../../src-preload/contract/types.ts';

/** Below this, what comes and goes is a flicker that nobody can read. */
const LISTED_AFTER_MS = 300;

const dueAt = ({ startedAt }: ActiveRun): number => startedAt * 1000 + LISTED_AFTER_MS;

/** The runs that have lasted a moment: one that is over at once would push the page down and let it up again. */
export function useLasting(runs: readonly ActiveRun[]): ActiveRun[] {
  const [now, setNow] = useState(() => Date.now());
  const next = Math.min(...runs.map(dueAt).filter((due) => due > now));
  useEffect(() => {
    if (next === Infinity) return;
    // A clock that was set back in between delays nothing.
    const left = Math.min(Math.max(0, next - Date.now()), LISTED_AFTER_MS);
    const timer = setTimeout(() => setNow(Math.max(next, Date.now())), left);
    return () => clearTimeout(timer);
  }, [next]);
  return runs.filter((run) => dueAt(run) <= now);
}
