import type {
  AuditEntry,
  AuditHistogram,
  AuditPage,
  AuditQuery,
  AuditRun,
  Status,
} from '../../../src-preload/contract/types.ts';
import { cursorKind, decodeCursor, encodeCursor } from '../cursor.ts';
import { entryMatches, runMatches } from '../filter.ts';
import {
  DEFAULT_LIMIT,
  MAX_COUNT,
  startPosition,
  takePage,
  totalOf,
  type Position,
  type Row as PageRow,
} from '../page.ts';
import type { Segment } from '../segments.ts';
import { spanOf } from '../segments.ts';
import { termsOf, type Term } from '../text-terms.ts';
import { IndexDamaged } from './index-file.ts';
import { BLOCK_BITS } from './indexer.ts';
import { PlacedRecords } from './log-parts.ts';
import { withNewer } from './run-row.ts';
import type { Row, Sqlite, Value } from './sqlite.ts';
import { idNumber, matchExpressions } from './tokens.ts';

/** What entries and runs are called in the tables. */
interface Table {
  rows: 'entries' | 'runs';
  words: 'entry_words' | 'run_words';
  seq: 'seq' | 'first_seq';
  ts: 'ts' | 'started_at';
  columns: string;
}
const ENTRIES: Table = {
  rows: 'entries',
  words: 'entry_words',
  seq: 'seq',
  ts: 'ts',
  columns: 'r.seq AS seq, r.ts AS ts, r.part AS part, r.offset AS offset, r.length AS length',
};
const RUNS: Table = {
  rows: 'runs',
  words: 'run_words',
  seq: 'first_seq',
  ts: 'started_at',
  columns: 'r.first_seq AS seq, r.started_at AS ts, r.json AS json',
};

/** Of a longer run, or one with more in its records, only the newest is read for its row in a list. */
const MOST_COMPARED = 32;
/** For all rows of a page together. */
const MOST_COMPARED_BYTES = 2 * 1024 * 1024;
/** SQLite ends a text there: ids with the same beginning may have got into one row. */
const NUL = '\0';

/** A condition and what stands for its question marks. */
interface Clause {
  sql: string;
  values: Value[];
}

/**
 * Answers from the index for a log of which all is in it. What a row leads to is read from the log, and compared with the
 * query, and a run's row with its records: one that does not fit means a damaged index. What is not there is not missed.
 * All throw IndexDamaged, PartMoved and SQLite's errors; pages InvalidCursor.
 */
export class IndexQueries {
  readonly #db: Sqlite;

  constructor(db: Sqlite) {
    this.#db = db;
  }

  /** @param ordered whether the order of time is the order of the log */
  entries(
    query: AuditQuery,
    parts: readonly Segment[],
    ordered: boolean,
  ): { entries: AuditEntry[] } & AuditPage {
    const log = new PlacedRecords(parts);
    try {
      const { values, ...page } = this.#page(ENTRIES, query, parts, ordered, (row) => {
        const entry = readPlaced(log, row);
        return entryMatches(entry, query) ? entry : null;
      });
      return { entries: values, ...page };
    } finally {
      log.close();
    }
  }

  runs(query: AuditQuery, parts: readonly Segment[], ordered: boolean): { runs: AuditRun[] } & AuditPage {
    const { values, ...page } = this.#page(RUNS, query, parts, ordered, (row) => {
      const run = parseRun(row['json']);
      return run.firstSeq === row['seq'] && runMatches(run, query) ? run : null;
    });
    this.#compare(values, parts);
    return { runs: values, ...page };
  }

  /** Holds rows of runs against their records: what is shown of a run is what these say, not what this file does. */
  #compare(runs: readonly AuditRun[], parts: readonly Segment[]): void {
    const log = new PlacedRecords(parts);
    let left = MOST_COMPARED_BYTES;
    try {
      for (const run of runs) {
        if (run.runId.includes(NUL)) continue;
        const rows = this.#recordsOf(run, 'ASC', MOST_COMPARED + 1);
        const bytes = rows.reduce((sum, row) => sum + Number(row['length']), 0);
        const isWhole = rows.length <= MOST_COMPARED && bytes <= left;
        const looked = isWhole ? rows : this.#recordsOf(run, 'DESC', 1);
        if (!isWhole && Number(looked[0]?.['length']) > left) continue;
        left -= isWhole ? bytes : Number(looked[0]?.['length']);
        const entries = looked.map((row) => readPlaced(log, row));
        const folded = entries.reduce<AuditRun | null>(withNewer, null);
        const fits = isWhole ? JSON.stringify(folded) === JSON.stringify(run) : endsAs(run, entries[0]);
        if (!fits || entries.some((entry) => entry.run_id !== run.runId))
          throw new IndexDamaged(`The row of the run ${run.runId} is not what its records say.`);
      }
    } finally {
      log.close();
    }
  }

  #recordsOf(run: AuditRun, order: 'ASC' | 'DESC', limit: number): Row[] {
    return this.#db.all(
      `SELECT seq, part, offset, length FROM entries WHERE run = ? ORDER BY seq ${order} LIMIT ?`,
      [run.firstSeq, limit],
    );
  }

  get(auditId: string, parts: readonly Segment[]): AuditEntry | null {
    const log = new PlacedRecords(parts);
    try {
      const rows = this.#db.all(
        'SELECT seq, part, offset, length FROM entries WHERE id = ? ORDER BY seq DESC',
        [idNumber(auditId)],
      );
      for (const row of rows) {
        const entry = readPlaced(log, row);
        if (entry.audit_id === auditId) return entry;
      }
      return null;
    } finally {
      log.close();
    }
  }

  histogram(query: AuditQuery, buckets: number): AuditHistogram {
    const terms = termsOf(query.text);
    const counted = Array.from({ length: buckets }, (): Partial<Record<Status, number>> => ({}));
    const filtered = terms?.length === 0 ? null : this.#filter(RUNS, query, terms ?? []);
    const ended = filtered && {
      ...filtered,
      where: { ...filtered.where, sql: `${filtered.where.sql} AND r.status IS NOT NULL` },
    };
    const bounds =
      ended &&
      this.#db.get(
        `SELECT min(r.started_at) AS first, max(r.started_at) AS last FROM ${ended.from} WHERE ${ended.where.sql}`,
        ended.where.values,
      );
    const first = bounds?.['first'] ?? null;
    const from = query.from ?? (first === null ? (query.to ?? 0) : Number(first));
    const to = query.to ?? (first === null ? from : Number(bounds?.['last']));
    if (!ended || first === null) return { from, to, buckets: counted };
    const bucket = to <= from ? '0' : 'max(0, min(? - 1, CAST((r.started_at - ?) / (? - ?) * ? AS INTEGER)))';
    const rows = this.#db.all(
      `SELECT ${bucket} AS bucket, r.status AS status, count(*) AS n FROM ${ended.from} WHERE ${ended.where.sql} GROUP BY 1, 2`,
      [...(to <= from ? [] : [buckets, from, to, from, buckets]), ...ended.where.values],
    );
    for (const row of rows) {
      const into = counted[Number(row['bucket'])];
      if (into) into[row['status'] as Status] = Number(row['n']);
    }
    return { from, to, buckets: counted };
  }

  #page<T>(
    table: Table,
    query: AuditQuery,
    parts: readonly Segment[],
    ordered: boolean,
    read: (row: Row) => T | null,
  ): { values: T[] } & AuditPage {
    const kind = cursorKind(table.rows, query);
    const log = spanOf(parts);
    const cursor = decodeCursor(kind, query);
    const terms = termsOf(query.text);
    if (terms?.length === 0) {
      return { values: [], nextCursor: null, prevCursor: null, total: totalOf(0), log };
    }
    const byTime = query.at === 'time' && !ordered;
    const select = new Select(this.#db, table, this.#filter(table, query, terms ?? []), query, byTime);
    const position: Position = cursor ?? (query.start ? startPosition(query, select.start()) : null);
    const rows = select.page(position);
    const beyond = position !== null && select.isBeyond(position);
    const total = position?.total ?? totalOf(select.count());
    const page = rows.map((row): PageRow<Row> => ({
      value: row,
      seq: Number(row['seq']),
      ts: Number(row['ts']),
      bytes: Number(row['length'] ?? 0),
    }));
    const { values, next, prev } = takePage(query, position, page, beyond, total);
    return {
      values: values.map((row) => {
        const value = read(row);
        if (value === null) throw new IndexDamaged(`Row ${String(row['seq'])} does not fit the query.`);
        return value;
      }),
      nextCursor: next && encodeCursor(kind, next),
      prevCursor: prev && encodeCursor(kind, prev),
      total,
      log,
    };
  }

  #filter(
    table: Table,
    query: AuditQuery,
    terms: readonly Term[],
  ): { from: string; where: Clause; seq: string } {
    const [first, ...others] = matchExpressions(query, terms);
    const seq = first === undefined ? `r.${table.seq}` : 'w.rowid';
    const where: Clause = { sql: '1', values: [] };
    const and = (sql: string, ...values: Value[]): void => {
      where.sql += ` AND ${sql}`;
      where.values.push(...values);
    };
    if (first !== undefined) and(`w.${table.words} MATCH ?`, first);
    for (const other of others) {
      and(`w.rowid IN (SELECT rowid FROM ${table.words} WHERE ${table.words} MATCH ?)`, other);
    }
    // Times are in the rows only: blocks of records tell where to look for them.
    if (query.from !== undefined) {
      and(`r.${table.ts} >= ?`, query.from);
      and(`${seq} >= ?`, this.#blockEdge('min(block)', 'max_ts >= ?', query.from, Infinity));
    }
    if (query.to !== undefined) {
      and(`r.${table.ts} <= ?`, query.to);
      and(`${seq} < ?`, this.#blockEdge('max(block) + 1', 'min_ts <= ?', query.to, 0));
    }
    const from =
      first === undefined
        ? `${table.rows} r`
        : `${table.words} w CROSS JOIN ${table.rows} r ON r.${table.seq} = w.rowid`;
    return { from, where, seq };
  }

  #blockEdge(which: string, condition: string, ts: number, none: number): number {
    const block =
      this.#db.get(`SELECT ${which} AS block FROM blocks WHERE ${condition}`, [ts])?.['block'] ?? null;
    return block === null ? Math.min(none, Number.MAX_SAFE_INTEGER) : Number(block) * 2 ** BLOCK_BITS;
  }
}

/** The statements of one filtered table: its page, its count, where a jump goes. */
class Select {
  readonly #db: Sqlite;
  readonly #table: Table;
  readonly #from: string;
  readonly #where: Clause;
  readonly #seq: string;
  readonly #query: AuditQuery;
  readonly #byTime: boolean;

  constructor(
    db: Sqlite,
    table: Table,
    filter: { from: string; where: Clause; seq: string },
    query: AuditQuery,
    byTime: boolean,
  ) {
    this.#db = db;
    this.#table = table;
    this.#from = filter.from;
    this.#where = filter.where;
    this.#seq = filter.seq;
    this.#query = query;
    this.#byTime = byTime;
  }

  /** Rows in the page's order, one more than fits where there are more. */
  page(position: Position): Row[] {
    const limit = (this.#query.limit ?? DEFAULT_LIMIT) + 1;
    if (!position) return this.#rows(this.#table.columns, null, false, limit);
    const backward = position.way === 'before';
    const side = this.#side(position, backward, position.way === 'from');
    const rows = this.#rows(this.#table.columns, side, backward, limit);
    return backward ? rows.reverse() : rows;
  }

  /** Whether there are rows on the other side of the position. */
  isBeyond(position: NonNullable<Position>): boolean {
    const backward = position.way !== 'before';
    const side = this.#side(position, backward, position.way !== 'from');
    return this.#rows('1', side, backward, 1).length > 0;
  }

  /** The first row that a jump may begin at. */
  start(): { seq: number; ts: number } | null {
    const { start } = this.#query;
    if (!start) return null;
    const operator = this.#query.order === 'asc' ? '>=' : '<=';
    const side: Clause =
      'seq' in start
        ? { sql: `${this.#seq} ${operator} ?`, values: [start.seq] }
        : { sql: `r.${this.#table.ts} ${operator} ?`, values: [start.time] };
    const [row] = this.#rows(this.#table.columns, side, false, 1);
    return row ? { seq: Number(row['seq']), ts: Number(row['ts']) } : null;
  }

  /** Matches, counted to one more than answers say. */
  count(): number {
    const { sql, values } = this.#where;
    const row = this.#db.get(
      `SELECT count(*) AS n FROM (SELECT 1 FROM ${this.#from} WHERE ${sql} LIMIT ${MAX_COUNT + 1})`,
      values,
    );
    return Number(row?.['n']);
  }

  #rows(columns: string, side: Clause | null, reverse: boolean, limit: number): Row[] {
    const direction = (this.#query.order === 'asc') !== reverse ? 'ASC' : 'DESC';
    const order = this.#byTime
      ? `r.${this.#table.ts} ${direction}, ${this.#seq} ${direction}`
      : `${this.#seq} ${direction}`;
    const where = side ? `${this.#where.sql} AND ${side.sql}` : this.#where.sql;
    return this.#db.all(`SELECT ${columns} FROM ${this.#from} WHERE ${where} ORDER BY ${order} LIMIT ?`, [
      ...this.#where.values,
      ...(side?.values ?? []),
      limit,
    ]);
  }

  /** Rows behind a place in the page's order, or before it. */
  #side(place: { seq: number; ts: number }, before: boolean, inclusive: boolean): Clause {
    const operator = `${(this.#query.order === 'asc') !== before ? '>' : '<'}${inclusive ? '=' : ''}`;
    return this.#byTime
      ? { sql: `(r.${this.#table.ts}, ${this.#seq}) ${operator} (?, ?)`, values: [place.ts, place.seq] }
      : { sql: `${this.#seq} ${operator} ?`, values: [place.seq] };
  }
}

/** Whether a run's newest record is the one that its row ends with. */
function endsAs(run: AuditRun, newest: AuditEntry | undefined): boolean {
  if (newest?.seq !== run.lastSeq || newest.audit_id !== run.auditId) return false;
  return newest.event !== 'finished' || newest.status === null || newest.status === run.status;
}

function readPlaced(log: PlacedRecords, row: Row): AuditEntry {
  const entry = log.read(Number(row['part']), Number(row['offset']), Number(row['length']));
  if (entry?.seq !== row['seq']) throw new IndexDamaged(`Record ${String(row['seq'])} is not where it was.`);
  return entry as AuditEntry;
}

function parseRun(json: Value | undefined): AuditRun {
  try {
    return JSON.parse(String(json)) as AuditRun;
  } catch (error) {
    throw new IndexDamaged("A run's row cannot be read.", { cause: error });
  }
}
