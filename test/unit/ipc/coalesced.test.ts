import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { coalesced } from '../../../src-main/ipc/coalesced.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function recorder(everyMs?: number) {
  const told: { values: string[]; newest: string }[] = [];
  const change = coalesced<string>((values, newest) => told.push({ values: [...values], newest }), everyMs);
  return { told, change };
}

test('what changes within a moment is told together, each once, with the newest', () => {
  const { told, change } = recorder(30);
  for (const value of ['a', 'b', 'b', 'c', 'a']) change(value);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(30);
  expect(told).toEqual([{ values: ['a', 'b', 'c'], newest: 'a' }]);
});

test('the moment begins with the first change: later ones do not put it off', () => {
  const { told, change } = recorder(30);
  change('a');
  vi.advanceTimersByTime(29);
  change('b');
  vi.advanceTimersByTime(1);
  expect(told).toEqual([{ values: ['a', 'b'], newest: 'b' }]);
});

test('what changes after the telling is told again, and quiet times say nothing', () => {
  const { told, change } = recorder(30);
  change('a');
  vi.advanceTimersByTime(1000);
  change('a');
  vi.advanceTimersByTime(30);
  expect(told).toEqual([
    { values: ['a'], newest: 'a' },
    { values: ['a'], newest: 'a' },
  ]);
});

test('what changes because of the telling is not lost', () => {
  const told: string[] = [];
  const change = coalesced<string>((_values, newest) => {
    told.push(newest);
    if (newest === 'a') change('b');
  });
  change('a');
  vi.advanceTimersByTime(1000);
  expect(told).toEqual(['a', 'b']);
});

test('a telling that goes wrong does not silence the next', () => {
  let told = 0;
  const change = coalesced<true>(() => {
    told += 1;
    throw new Error('the page is gone');
  });
  for (const count of [1, 2]) {
    change(true);
    expect(() => vi.advanceTimersByTime(1000)).toThrow('the page is gone');
    expect(told).toBe(count);
  }
});
