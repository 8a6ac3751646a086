import type { AuditQuery, Total } from '../../src-preload/contract/types.ts';
import type { Cursor } from './cursor.ts';

const DEFAULT_LIMIT = 50;
const MAX_COUNT = 1000;

export interface Row<T> {
  value: T;
  seq: number;
  ts: number;
}

/**
 * Collects one page from rows offered in the log's order, newest first or oldest first, and counts all that match up to
 * 1,000. Ordered by time it has to see every row (a clock may have jumped); it never holds more than a page and one.
 */
export class Page<T> {
  private readonly rows: Row<T>[] = [];
  private readonly limit: number;
  private readonly sign: 1 | -1;
  private readonly byTime: boolean;
  private readonly inOrder: boolean;
  private readonly after: Cursor | null;
  private counted = 0;

  /** @param inOrder whether rows are offered in the order of the page, so that it may be full before all were seen. */
  constructor(query: AuditQuery, after: Cursor | null, inOrder: boolean) {
    this.limit = query.limit ?? DEFAULT_LIMIT;
    this.sign = query.order === 'asc' ? 1 : -1;
    this.byTime = query.at === 'time';
    this.inOrder = inOrder && !this.byTime;
    this.after = after;
  }

  add(row: Row<T>): void {
    if (!this.after) this.counted++;
    if (this.after && this.compare(row, this.after) <= 0) return;
    if (this.inOrder) {
      if (this.rows.length <= this.limit) this.rows.push(row);
      return;
    }
    const at = this.rows.findLastIndex((other) => this.compare(other, row) < 0) + 1;
    if (at > this.limit) return;
    this.rows.splice(at, 0, row);
    if (this.rows.length > this.limit + 1) this.rows.pop();
  }

  /** Nothing further can change the page or the count. */
  get done(): boolean {
    return this.inOrder && this.rows.length > this.limit && (this.after !== null || this.counted > MAX_COUNT);
  }

  get total(): Total {
    if (this.after) return this.after.total;
    return { value: Math.min(this.counted, MAX_COUNT), exact: this.counted <= MAX_COUNT };
  }

  /** The page's values, and its last row when there is more behind it. */
  take(): { values: T[]; more: Cursor | null } {
    const page = this.rows.slice(0, this.limit);
    const last = this.rows.length > this.limit ? page.at(-1) : undefined;
    return {
      values: page.map((row) => row.value),
      more: last ? { seq: last.seq, ts: last.ts, total: this.total } : null,
    };
  }

  private compare(a: { seq: number; ts: number }, b: { seq: number; ts: number }): number {
    return this.sign * ((this.byTime ? a.ts - b.ts : 0) || a.seq - b.seq);
  }
}
