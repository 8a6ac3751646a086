import { expect, it } from 'vitest';
import { growth, grows, type Sample } from '../../soak/growth.ts';

/** Samples of a process that has so many megabytes, and gains so many in 1,000 runs. */
const samples = (kind: string, megabytes: number, perThousand: number, runs = 1500): Sample[] =>
  Array.from({ length: 16 }, (_, index) => {
    const run = 500 + (index * runs) / 15;
    const now = megabytes + ((run - 500) * perThousand) / 1000 + (index % 2) * 0.2;
    return { run, processes: [{ pid: 7, kind, kilobytes: now * 1024 }] };
  });
const judged = (...of: Parameters<typeof samples>): boolean[] => growth(samples(...of)).map(grows);

it('a flat process does not grow, nor one whose gain the measurement could have made', () => {
  expect(judged('main', 100, 0.1)).toEqual([false]);
  expect(judged('main', 100, 5)).toEqual([false]);
  expect(judged('zygote', 4, 0.5)).toEqual([false]);
  // So few runs say nothing of a thousand.
  expect(judged('renderer', 60, 9, 90)).toEqual([false]);
});

it('megabytes are too many by themselves, each kind of process by its own measure', () => {
  expect(judged('main', 200, 7)).toEqual([true]);
  expect(judged('renderer', 200, 5)).toEqual([true]);
  expect(judged('main: heap', 200, 3)).toEqual([true]);
  expect(judged('utility network', 200, 3)).toEqual([true]);
});

it('and so is a tenth of what it has', () => {
  expect(judged('main', 30, 4)).toEqual([true]);
  expect(judged('renderer', 15, 2)).toEqual([true]);
});

it('a process that was not there all the time is in no row', () => {
  const all = samples('renderer', 60, 1);
  const [first] = all;
  if (first) first.processes = [];
  expect(growth(all)).toEqual([]);
});
