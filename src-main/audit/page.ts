import type { AuditQuery, Total } from '../../src-preload/contract/types.ts';
import type { Cursor } from './cursor.ts';

export const DEFAULT_LIMIT = 50;
/** A page's records together, as lines: more than this would hold up every thread on its way. One is never too much. */
export const MAX_PAGE_BYTES = 4 * 1024 * 1024;
/** Matches are counted so far; beyond, an answer says "at least". */
export const MAX_COUNT = 1000;

export interface Place {
  seq: number;
  ts: number;
}
export interface Row<T> extends Place {
  value: T;
  /** What it adds to a page; 0 for a run's row. */
  bytes: number;
}

/** Where a page stands: at the beginning, at a cursor, or where a jump went. */
export type Position = Cursor | (Place & { way: 'from' | 'before'; total: null }) | null;

/** The page's values and the cursors of the pages beside it. */
export interface Taken<T> {
  values: T[];
  next: Cursor | null;
  prev: Cursor | null;
}

export function totalOf(counted: number): Total {
  return { value: Math.min(counted, MAX_COUNT), exact: counted <= MAX_COUNT };
}

/** Below 0 when `a` stands before `b` in the order of the query. */
export function comparePlaces(query: AuditQuery, a: Place, b: Place): number {
  const sign = query.order === 'asc' ? 1 : -1;
  return sign * ((query.at === 'time' ? a.ts - b.ts : 0) || a.seq - b.seq);
}

/** Whether a row is one that a jump to `query.start` may begin at. */
export function reachesStart(query: AuditQuery, row: Place): boolean {
  const { start } = query;
  if (!start) return true;
  const ahead = 'seq' in start ? row.seq - start.seq : row.ts - start.time;
  return query.order === 'asc' ? ahead >= 0 : ahead <= 0;
}

/** A jump goes to the first row that it reaches, or, past the last one, to the last page. */
export function startPosition(query: AuditQuery, first: Place | null): Position {
  if (first) return { seq: first.seq, ts: first.ts, way: 'from', total: null };
  const end = query.order === 'asc' ? Number.MAX_SAFE_INTEGER : -Number.MAX_SAFE_INTEGER;
  return { seq: end, ts: end, way: 'before', total: null };
}

/**
 * Collects one page from rows offered in the log's order, newest first or oldest first, and counts all that match up to
 * 1,000. Ordered by time it has to see every row (a clock may have jumped); it never holds more than a page and one.
 */
export class Page<T> {
  private readonly rows: Row<T>[] = [];
  private readonly query: AuditQuery;
  private readonly limit: number;
  private readonly inOrder: boolean;
  private readonly position: Position;
  private readonly backward: boolean;
  private counted = 0;
  /** Whether there were rows on the other side of the position. */
  private beyond = false;

  /** @param inOrder whether rows are offered in the order of the page, so that it may be full before all were seen. */
  constructor(query: AuditQuery, position: Position, inOrder: boolean) {
    this.query = query;
    this.limit = query.limit ?? DEFAULT_LIMIT;
    this.inOrder = inOrder && query.at !== 'time';
    this.position = position;
    this.backward = position?.way === 'before';
  }

  add(row: Row<T>): void {
    if (!this.position?.total) this.counted++;
    if (!this.belongs(row)) {
      this.beyond = true;
      return;
    }
    const at = this.inOrder
      ? this.rows.length
      : this.rows.findLastIndex((other) => comparePlaces(this.query, other, row) < 0) + 1;
    if (this.backward) {
      this.rows.splice(at, 0, row);
      if (this.rows.length > this.limit + 1) this.rows.shift();
    } else if (at <= this.limit) {
      this.rows.splice(at, 0, row);
      if (this.rows.length > this.limit + 1) this.rows.pop();
    }
  }

  /** Nothing further can change the page or the count. */
  get done(): boolean {
    const full = this.backward ? this.beyond : this.rows.length > this.limit;
    return this.inOrder && full && (Boolean(this.position?.total) || this.counted > MAX_COUNT);
  }

  get total(): Total {
    return this.position?.total ?? totalOf(this.counted);
  }

  take(): Taken<T> {
    return takePage(this.query, this.position, this.rows, this.beyond, this.total);
  }

  private belongs(row: Place): boolean {
    if (!this.position) return true;
    const from = comparePlaces(this.query, row, this.position);
    return this.backward ? from < 0 : this.position.way === 'from' ? from >= 0 : from > 0;
  }
}

/**
 * Cuts a page from its rows, in the page's order, of which there is one more than fits when there is more on their side. Large
 * rows make a shorter page.
 * @param beyond whether there are rows on the other side of the position
 */
export function takePage<T>(
  query: AuditQuery,
  position: Position,
  rows: readonly Row<T>[],
  beyond: boolean,
  total: Total,
): Taken<T> {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const backward = position?.way === 'before';
  const fitting = countFitting(backward ? rows.toReversed() : rows, limit);
  const more = rows.length > fitting;
  const page = backward ? rows.slice(rows.length - fitting) : rows.slice(0, fitting);
  const cursor = (row: Row<T> | undefined, way: Cursor['way'], there: boolean): Cursor | null =>
    row && there ? { seq: row.seq, ts: row.ts, total, way } : null;
  return {
    values: page.map((row) => row.value),
    next: cursor(page.at(-1), 'after', backward ? beyond : more),
    prev: cursor(page[0], 'before', backward ? more : beyond),
  };
}

/** How many of these rows, of which the first is nearest to the page's place, it has. */
function countFitting(rows: readonly Row<unknown>[], limit: number): number {
  let bytes = 0;
  const tooMuch = rows.findIndex((row, index) => (bytes += row.bytes) > MAX_PAGE_BYTES && index > 0);
  return Math.min(limit, tooMuch < 0 ? rows.length : tooMuch);
}
