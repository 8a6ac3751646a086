import { slopeOf } from '../../bench/lib/stats.mjs';

/** Memory at one moment, after a number of runs. */
export interface Sample {
  run: number;
  processes: { pid: number; kind: string; kilobytes: number }[];
}

export interface Growth {
  kind: string;
  megabytes: number;
  /** Megabytes that it gains in 1,000 runs, by the slope of its samples (`slopeOf`). */
  perThousand: number;
  /** The same, as a part of what it has. */
  fraction: number;
  /** Megabytes that it gained between the first sample and the last, by the same slope. */
  gained: number;
}

/** Megabytes that a process of a kind may gain in 1,000 runs. Main keeps what is shown of the record; its heap is counted apart. */
const MOST: Readonly<Record<string, number>> = {
  main: 6,
  renderer: 4,
  'main: heap': 2,
  'main: beside the heap': 1,
};
const MOST_OF_OTHERS = 2;
/** And at most this part of what it has. */
const MOST_FRACTION = 0.1;
/** Megabytes by which a measurement wavers. */
const WAVERS = 1;

/** Of the processes that were there in every sample. */
export function growth(samples: readonly Sample[]): Growth[] {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last) return [];
  return last.processes.flatMap(({ pid, kind, kilobytes }) => {
    const points = samples.flatMap(({ run, processes }) => {
      const there = processes.find((each) => each.pid === pid);
      return there === undefined ? [] : [[run, there.kilobytes / 1024] as const];
    });
    if (points.length < samples.length) return [];
    const slope = slopeOf(points);
    const megabytes = kilobytes / 1024;
    const gained = slope * (last.run - first.run);
    return [{ kind, megabytes, perThousand: slope * 1000, fraction: (slope * 1000) / megabytes, gained }];
  });
}

export const mostOf = (kind: string): number => MOST[kind] ?? MOST_OF_OTHERS;

/** Either is too much: megabytes, or a part of what it has; a gain that cannot be told from the measurement's own is none. */
export function grows({ kind, perThousand, fraction, gained }: Growth): boolean {
  return gained > WAVERS && (perThousand > mostOf(kind) || fraction > MOST_FRACTION);
}
