/** Changes are told at most this often, in milliseconds: too short to be seen, long enough for the states of a short run. */
const EVERY_MS = 30;

/**
 * Gathers what changed and tells it once, together, a moment later. A message to a page costs main about as much as a record
 * does, and a run changes state several times within a millisecond. Only for messages that say what to ask for again: of
 * those, one says as much as many. The values come in the order in which they were first given; `newest` was given last.
 */
export function coalesced<T>(
  tell: (values: ReadonlySet<T>, newest: T) => void,
  everyMs = EVERY_MS,
): (value: T) => void {
  let pending: { values: Set<T>; newest: T } | undefined;
  return (value) => {
    if (pending) {
      pending.values.add(value);
      pending.newest = value;
      return;
    }
    const mine = (pending = { values: new Set([value]), newest: value });
    setTimeout(() => {
      // Before telling: what changes because of it, or after it went wrong, is told the next time.
      pending = undefined;
      tell(mine.values, mine.newest);
    }, everyMs);
  };
}
