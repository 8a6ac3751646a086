/** Whole seconds until `expiresAt` (epoch seconds), never negative: the last one counts until it is over. */
export function secondsLeft(expiresAt: number, nowMs: number): number {
  return Math.max(0, Math.ceil(expiresAt - nowMs / 1000));
}

/** "1:42", "60:00". */
export function minutesAndSeconds(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Seconds left at which it is said aloud; a countdown read out each second would drown the request. */
const SAID_AT = [30, 10] as const;

/** The mark that was passed on the way from `before` to `now`, if any: the lowest, when several were. */
export function announcedAt(before: number, now: number): number | null {
  const passed = SAID_AT.filter((mark) => before > mark && now <= mark && now > 0);
  return passed.at(-1) ?? null;
}

export function isShort(seconds: number): boolean {
  return seconds <= SAID_AT[0];
}
