import type { AuditPage, Total } from '../../../src-preload/contract/types.ts';

/** One row of the list, run or record. */
export interface LogRow {
  key: string;
  /** Its place in the log: a record's number, of a run that of its first record. Newest first in the list. */
  seq: number;
}

export interface WindowPage<R extends LogRow> {
  rows: R[];
  prev: string | null;
  next: string | null;
}

/**
 * The part of a list that is loaded: pages that follow each other without a gap, newest first. Rows have places (0 is the
 * top); `first` is the place of the first loaded row and `count` how many there are in all. Both are exact where an end of
 * the list is loaded or the total is known, and an estimate from the log's numbers elsewhere: what lies between is scrolled
 * exactly, a jump goes to where the log's numbers say, and an end that comes into the window puts the places right.
 */
export interface LogWindow<R extends LogRow> {
  pages: WindowPage<R>[];
  first: number;
  count: number;
  total: Total;
  log: AuditPage['log'];
  indexing: AuditPage['indexing'];
  /** Number of the newest row that has been on show at the top. */
  seen: number;
  /** By how many places the loaded rows have been put elsewhere so far; the view moves with them. */
  moved: number;
}

/** Of 48 px each, still far below what an element's height may be (33,554,428 px in Chromium). */
export const MAX_PLACES = 400_000;
/** Rows kept loaded; beyond, pages far from where the person looks are let go. */
const MAX_LOADED = 1_500;
/** Room made before an estimated end that turned out to come later. */
const ROOM = 500;

export const rowsOf = <R extends LogRow>(window: LogWindow<R>): R[] =>
  window.pages.flatMap((page) => page.rows);

/** What an answer of the audit is to the list. */
export interface Loaded<R extends LogRow> {
  page: WindowPage<R>;
  total: Total;
  log: AuditPage['log'];
  indexing: AuditPage['indexing'];
}

/** A list that begins at its top. */
export function openWindow<R extends LogRow>({ page, total, log, indexing }: Loaded<R>): LogWindow<R> {
  const count = total.exact ? total.value : estimate(page.rows, log, total.value);
  return settle({ pages: [page], first: 0, count, total, log, indexing, seen: -Infinity, moved: 0 });
}

/** How many rows the log may have in all, going by how far apart these stand in it. */
function estimate(rows: readonly LogRow[], log: AuditPage['log'], least: number): number {
  const span = (rows[0]?.seq ?? 0) - (rows.at(-1)?.seq ?? 0);
  const apart = Math.max(1, span / Math.max(1, rows.length - 1));
  const all = Math.ceil((log.lastSeq - log.firstSeq + 1) / apart);
  return Math.min(MAX_PLACES, Math.max(least, all));
}

/** Adds the page behind the loaded ones. */
export function addNext<R extends LogRow>(window: LogWindow<R>, { page }: Loaded<R>): LogWindow<R> {
  const known = new Set(rowsOf(window).map((row) => row.key));
  const rows = page.rows.filter((row) => !known.has(row.key));
  let pages = [...window.pages, { ...page, rows }];
  let { first } = window;
  while (loaded(pages) > MAX_LOADED && pages.length > 2) {
    first += pages[0]?.rows.length ?? 0;
    pages = pages.slice(1);
  }
  return settle({ ...window, pages, first });
}

/** Adds the page before the loaded ones. */
export function addPrev<R extends LogRow>(window: LogWindow<R>, { page }: Loaded<R>): LogWindow<R> {
  const known = new Set(rowsOf(window).map((row) => row.key));
  const rows = page.rows.filter((row) => !known.has(row.key));
  let pages = [{ ...page, rows }, ...window.pages];
  while (loaded(pages) > MAX_LOADED && pages.length > 2) pages = pages.slice(0, -1);
  return settle({ ...window, pages, first: window.first - rows.length });
}

/** Starts the window anew at a place that was jumped to. */
export function jumpTo<R extends LogRow>(
  window: LogWindow<R>,
  place: number,
  { page, log }: Loaded<R>,
): LogWindow<R> {
  const first = page.next === null ? Math.max(place, window.count - page.rows.length) : place;
  return settle({ ...window, pages: [page], first, log });
}

/** The number in the log where a place of the list may be found. */
export function seqAt(window: LogWindow<LogRow>, place: number): number {
  const { firstSeq, lastSeq } = window.log;
  const part = Math.min(1, Math.max(0, place / Math.max(1, window.count - 1)));
  return Math.round(lastSeq - part * (lastSeq - firstSeq));
}

/**
 * Puts what is new at the top, and what has changed in its place.
 * @param grow whether new rows may come in; without it only known ones change
 * @returns null when so much is new that a gap would be left: begin anew
 */
export function refreshTop<R extends LogRow>(
  window: LogWindow<R>,
  fresh: Loaded<R>,
  grow: boolean,
): LogWindow<R> | null {
  const changed = new Map(fresh.page.rows.map((row) => [row.key, row]));
  const pages = window.pages.map((page) => ({
    ...page,
    rows: page.rows.map((row) => changed.get(row.key) ?? row),
  }));
  const top = pages[0];
  if (!grow || top?.prev !== null) return { ...window, pages };
  const known = new Set(pages.flatMap((page) => page.rows.map((row) => row.key)));
  const overlaps = fresh.page.rows.some((row) => known.has(row.key));
  if (!overlaps && known.size > 0 && fresh.page.next !== null) return null;
  const oldest = top.next === null ? -Infinity : (top.rows.at(-1)?.seq ?? -Infinity);
  const added = fresh.page.rows.filter((row) => !known.has(row.key) && row.seq > oldest);
  pages[0] = { ...top, rows: [...added, ...top.rows].sort((a, b) => b.seq - a.seq) };
  // The first page has grown with what came in; what is far below is loaded again when it is scrolled to.
  if (loaded(pages) > MAX_LOADED) return null;
  const { total, log, indexing } = fresh;
  return settle({ ...window, pages, count: window.count + added.length, total, log, indexing });
}

/** How close to the end of what is loaded the view may come before more is asked for. */
const MARGIN = 20;

/** What has to be loaded for the places that are in view; null when it is there. */
export function wantedFor(
  window: LogWindow<LogRow>,
  view: { from: number; to: number },
): 'next' | 'prev' | { jump: number } | null {
  const size = loaded(window.pages);
  if (size === 0) return null;
  const { first, total } = window;
  const end = first + size;
  const away = view.from > end + MARGIN || view.to < first - MARGIN;
  if (away && !total.exact) return { jump: Math.min(view.from, window.count - 1) };
  if (view.to + MARGIN > end && (window.pages.at(-1)?.next ?? null) !== null) return 'next';
  if (view.from - MARGIN < first && (window.pages[0]?.prev ?? null) !== null) return 'prev';
  return null;
}

/** How many rows of a fresh first page have not been on show, wherever in the list the window stands by now. */
export function newAbove(window: LogWindow<LogRow>, fresh: Loaded<LogRow>): { count: number; more: boolean } {
  const count = fresh.page.rows.filter((row) => row.seq > window.seen).length;
  return { count, more: count === fresh.page.rows.length && fresh.page.next !== null };
}

function loaded(pages: readonly WindowPage<LogRow>[]): number {
  return pages.reduce((sum, page) => sum + page.rows.length, 0);
}

/** Puts places and count right where an end is known, and makes room where an estimated end was too early. */
function settle<R extends LogRow>(window: LogWindow<R>): LogWindow<R> {
  const size = loaded(window.pages);
  const atTop = (window.pages[0]?.prev ?? null) === null;
  const atEnd = (window.pages.at(-1)?.next ?? null) === null;
  let { first, count, seen } = window;
  if (atTop) seen = Math.max(seen, window.pages[0]?.rows[0]?.seq ?? -Infinity);
  if (atTop) first = 0;
  else if (first <= 0) first = ROOM;
  if (atEnd) count = first + size;
  else if (count <= first + size) count = first + size + ROOM;
  return { ...window, first, count, seen, moved: window.moved + (first - window.first) };
}
