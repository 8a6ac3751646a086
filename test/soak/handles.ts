/** What an app holds open, counted. */
export interface Handles {
  /** What keeps main's event loop alive, by type, timers aside. */
  active: Record<string, number>;
  /** Timers that keep it alive. */
  timers: number;
  files: number;
  children: number;
}

/**
 * Timers come and go with what is on show, files of the browser engine's own with what it does aside: a kind of run that leaves
 * one behind leaves nearly a hundred of them.
 */
const COME_AND_GO = 5;

/** What there is more of by now, with both counts; threads and the like that have gone since are no leftover. */
export function leftBehind(before: Handles, now: Handles): { what: string; before: number; now: number }[] {
  const counts = ({ active, timers, files, children }: Handles) => ({ ...active, timers, files, children });
  const known: Record<string, number> = counts(before);
  return Object.entries<number>(counts(now)).flatMap(([what, count]) => {
    const was = known[what] ?? 0;
    const slack = what === 'timers' || what === 'files' ? COME_AND_GO : 0;
    return count > was + slack ? [{ what, before: was, now: count }] : [];
  });
}
