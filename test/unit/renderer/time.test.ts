import { describe, expect, it } from 'vitest';
import {
  byteSize,
  clockTime,
  duration,
  exactTime,
  minutesAndSeconds,
  relativeTime,
  untilTime,
} from '../../../src-renderer/ui/time.ts';

const NOW = 1_800_000_000;
const ago = (seconds: number): string => relativeTime(NOW - seconds, NOW, 'en');

describe('relativeTime', () => {
  it.each([
    [0, 'now'],
    [4, 'now'],
    [-3, 'now'],
    [5, '5 sec. ago'],
    [59, '59 sec. ago'],
    [60, '1 min. ago'],
    [3599, '59 min. ago'],
    [3600, '1 hr. ago'],
    [86_399, '23 hr. ago'],
    [86_400, '1 day ago'],
    [6 * 86_400, '6 days ago'],
    [-120, 'in 2 min.'],
  ])('%d s old', (age, expected) => {
    expect(ago(age)).toBe(expected);
  });

  it('gives a date after a week', () => {
    expect(ago(8 * 86_400)).toMatch(/^\w{3} \d{1,2}, \d{4}$/);
  });
});

it('shows the exact time to the millisecond', () => {
  expect(exactTime(NOW + 0.123, 'en')).toContain('.123');
  expect(clockTime(NOW + 0.007)).toMatch(/^\d\d:\d\d:\d\d\.007$/);
});

it.each([
  [0.2, '<1 ms'],
  [12.4, '12 ms'],
  [999, '999 ms'],
  [1000, '1.0 s'],
  [59_940, '59.9 s'],
  [60_000, '1 min 0 s'],
  [125_400, '2 min 5 s'],
])('duration of %d ms', (ms, expected) => {
  expect(duration(ms)).toBe(expected);
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1500, '1.5 kB'],
  [999_600, '1.0 MB'],
  [10_212_840, '10 MB'],
])('size of %d bytes', (bytes, expected) => {
  expect(byteSize(bytes)).toBe(expected);
});

describe('untilTime', () => {
  it.each([
    [62 * 86_400, 'in 62 days'],
    [2 * 86_400, 'in 2 days'],
    [36 * 3600, 'in 36 hours'],
    [90, 'in 2 minutes'],
    [0.4, 'in 1 second'],
    [0, 'now'],
    [-60, 'now'],
  ])('%d s left', (left, expected) => {
    expect(untilTime(NOW + left, NOW, 'en')).toBe(expected);
  });
});

it('counts a second down until it is over', () => {
  expect([102, 61, 60, 0.2, 0, -5, 3600].map(minutesAndSeconds)).toEqual([
    '1:42',
    '1:01',
    '1:00',
    '0:01',
    '0:00',
    '0:00',
    '60:00',
  ]);
});
