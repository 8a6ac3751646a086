import { describe, expect, it } from 'vitest';
import {
  addNext,
  addPrev,
  jumpTo,
  MAX_PLACES,
  newAbove,
  openWindow,
  refreshTop,
  rowsOf,
  seqAt,
  wantedFor,
  type Loaded,
  type LogRow,
  type LogWindow,
} from '../../../src-renderer/panel/state/log-window.ts';

const row = (seq: number): LogRow => ({ key: `k${seq}`, seq });
const down = (from: number, count: number, step = 1): LogRow[] =>
  Array.from({ length: count }, (_, index) => row(from - index * step));

function loaded(
  rows: LogRow[],
  more: { prev?: boolean; next?: boolean; last?: number; total?: number } = {},
) {
  const { prev = false, next = false, last = 1000, total } = more;
  const value: Loaded<LogRow> = {
    page: { rows, prev: prev ? 'p' : null, next: next ? 'n' : null },
    total: total === undefined ? { value: 1000, exact: false } : { value: total, exact: true },
    log: { firstSeq: 1, lastSeq: last },
    indexing: undefined,
  };
  return value;
}
const seqs = (window: LogWindow<LogRow>): number[] => rowsOf(window).map(({ seq }) => seq);

describe('the window over the log', () => {
  it('knows all places of a list that is loaded whole', () => {
    const window = openWindow(loaded(down(30, 3), { total: 3 }));
    expect(window).toMatchObject({ first: 0, count: 3 });
    expect(wantedFor(window, { from: 0, to: 20 })).toBeNull();
  });

  it('estimates how many rows there are from how far apart they stand, and never more than an element can hold', () => {
    expect(openWindow(loaded(down(1_000_000, 50, 5), { next: true, last: 1_000_000 })).count).toBeCloseTo(
      200_000,
      -1,
    );
    expect(openWindow(loaded(down(9_000_000, 50), { next: true, last: 9_000_000 })).count).toBe(MAX_PLACES);
    expect(MAX_PLACES * 48).toBeLessThan(33_554_428);
  });

  it('asks for the page below and above as the view comes near, and for a jump far from both', () => {
    const top = openWindow(loaded(down(5000, 50), { next: true, last: 5000 }));
    expect(wantedFor(top, { from: 0, to: 10 })).toBeNull();
    expect(wantedFor(top, { from: 30, to: 40 })).toBe('next');
    expect(wantedFor(top, { from: 2000, to: 2010 })).toEqual({ jump: 2000 });
    const middle = jumpTo(top, 2000, loaded(down(3000, 100), { prev: true, next: true, last: 5000 }));
    expect(wantedFor(middle, { from: 2005, to: 2015 })).toBe('prev');
    expect(wantedFor(middle, { from: 2040, to: 2050 })).toBeNull();
    // Where all that match are few, they are loaded one after the other: places are exact.
    const few = openWindow(loaded(down(900, 50), { next: true, total: 900 }));
    expect(wantedFor(few, { from: 700, to: 710 })).toBe('next');
  });

  it('joins pages without a row twice, and lets go of what is far away', () => {
    let window = openWindow(loaded(down(10_000, 50), { next: true, last: 10_000 }));
    for (let page = 0; page < 40; page += 1) {
      const last = seqs(window).at(-1) ?? 0;
      // Each answer begins with a row that is there already.
      window = addNext(window, loaded(down(last, 101), { prev: true, next: true, last: 10_000 }));
    }
    expect(seqs(window).length).toBeLessThanOrEqual(1_500);
    expect(new Set(seqs(window)).size).toBe(seqs(window).length);
    // Places go on as if all were there: what is in view does not move.
    expect(window.first + rowsOf(window).length).toBe(50 + 40 * 100);
    expect(window.moved).toBe(0);
    expect(window.pages[0]?.prev).toBe('p');
    const back = addPrev(window, loaded(down((seqs(window)[0] ?? 0) + 100, 100), { prev: true, next: true }));
    expect(back.first).toBe(window.first - 100);
    expect(seqs(back).length).toBeLessThanOrEqual(1_500);
  });

  it('puts places right at an end that comes elsewhere than estimated, and says by how much rows moved', () => {
    const top = openWindow(loaded(down(5000, 50), { next: true, last: 5000 }));
    const middle = jumpTo(top, 300, loaded(down(4000, 100), { prev: true, next: true, last: 5000 }));
    const atTop = addPrev(middle, loaded(down(4100, 100), { next: true, last: 5000 }));
    expect(atTop).toMatchObject({ first: 0, moved: -200 });
    const early = addPrev({ ...middle, first: 50 }, loaded(down(4100, 100), { prev: true, next: true }));
    expect(early.first).toBeGreaterThan(0);
    expect(early.moved).toBe(early.first - -50);
    const end = addNext(middle, loaded(down(3900, 10), { prev: true, last: 5000 }));
    expect(end.count).toBe(410);
  });

  it('finds the place of a jump in the log by its part of the whole', () => {
    const window = openWindow(loaded(down(100_000, 50), { next: true, last: 100_000 }));
    expect(seqAt(window, 0)).toBe(100_000);
    expect(seqAt(window, window.count / 2)).toBeCloseTo(50_000, -2);
    expect(seqAt(window, window.count * 2)).toBe(1);
    const last = jumpTo(window, 99_990, loaded(down(60, 60), { prev: true, last: 100_000 }));
    expect(last.first + 60).toBe(last.count);
  });
});

describe('what comes in', () => {
  const shown = openWindow(loaded(down(100, 50), { next: true, last: 100 }));

  it('goes to the top, in order, and changes rows that are there', () => {
    const changed = { ...row(99), done: true };
    const fresh = loaded([row(103), row(101), row(100), changed], { next: true, last: 103 });
    const window = refreshTop(shown, fresh, true);
    expect(window && seqs(window).slice(0, 5)).toEqual([103, 101, 100, 99, 98]);
    expect(window && rowsOf(window)[3]).toBe(changed);
    expect(window?.count).toBe(shown.count + 2);
  });

  it('is only counted while the view is elsewhere', () => {
    const fresh = loaded([row(103), row(101), row(100)], { next: true, last: 103 });
    const held = refreshTop(shown, fresh, false);
    expect(held && seqs(held)).toEqual(seqs(shown));
    expect(newAbove(shown, fresh)).toEqual({ count: 2, more: false });
    expect(newAbove(shown, loaded(down(300, 50), { next: true }))).toEqual({ count: 50, more: true });
  });

  it('counts as new only what has not been on show, also after a jump and far down', () => {
    const top = openWindow(loaded(down(5000, 50), { next: true, last: 5000 }));
    const middle = jumpTo(top, 2000, loaded(down(3000, 100), { prev: true, next: true, last: 5000 }));
    expect(newAbove(middle, loaded(down(5000, 50), { next: true, last: 5000 }))).toEqual({
      count: 0,
      more: false,
    });
    const fresh = loaded(down(5002, 50), { next: true, last: 5002 });
    expect(newAbove(middle, fresh)).toEqual({ count: 2, more: false });
    // Pages above are let go of as the view moves down, and loaded again on the way up: then the newest is on show.
    let window = top;
    for (let page = 0; page < 40; page += 1) {
      window = addNext(window, loaded(down((seqs(window).at(-1) ?? 0) - 1, 100), { prev: true, next: true }));
    }
    expect(seqs(window)[0]).toBeLessThan(5000);
    expect(newAbove(window, fresh)).toEqual({ count: 2, more: false });
    const back = addPrev(jumpTo(window, 100, loaded(down(4990, 90), { prev: true, next: true })), fresh);
    expect(newAbove(back, fresh)).toEqual({ count: 0, more: false });
  });

  it('begins anew where it would leave a gap, or the first page would grow for ever', () => {
    expect(refreshTop(shown, loaded(down(300, 50), { next: true }), true)).toBeNull();
    const grown = openWindow(loaded(down(2000, 1500), { next: true }));
    expect(refreshTop(grown, loaded([row(2001), row(2000)], { next: true }), true)).toBeNull();
  });

  it('does not put an old row that matches only now above newer pages', () => {
    const late = loaded([row(101), row(100), row(20)], { next: true });
    expect(seqs(refreshTop(shown, late, true) ?? shown)).not.toContain(20);
  });

  it('fills a list that was empty', () => {
    const empty = openWindow(loaded([], { total: 0 }));
    expect(refreshTop(empty, loaded([row(2), row(1)], { total: 2 }), true)).toMatchObject({ count: 2 });
  });
});
