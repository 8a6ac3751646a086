/** Two clocks: one for people and the record, one that no change of the system's time can turn back. */
export interface Clock {
  /** Seconds since 1970, with fractions. */
  epochSeconds(): number;
  /** Milliseconds from an arbitrary start; limits and durations are measured on it. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  epochSeconds: () => Date.now() / 1000,
  monotonicMs: () => performance.now(),
};
