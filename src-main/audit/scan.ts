import type {
  AuditEntry,
  AuditHistogram,
  AuditPage,
  AuditQuery,
  AuditRun,
} from '../../src-preload/contract/types.ts';
import { cursorKind, decodeCursor, encodeCursor } from './cursor.ts';
import { entryMatches, needleOf, runMatches } from './filter.ts';
import { histogramOf } from './histogram.ts';
import type { Line } from './lines.ts';
import {
  comparePlaces,
  Page,
  reachesStart,
  startPosition,
  type Position,
  type Row,
  type Taken,
} from './page.ts';
import { numberOfId, readRecord } from './readable.ts';
import { holdsTerms, type FoldedRun } from './run-fold.ts';
import { RunLines } from './run-lines.ts';
import { termsOf, wordsNotIn, type Term } from './text-terms.ts';

/** A log to go through, from either end, until `visit` says that it has seen enough. */
export interface ScannedLog {
  lines(order: 'asc' | 'desc', visit: (line: Line) => boolean): Promise<void>;
  /** First and last `seq`; zeros while it is empty. */
  span(): AuditPage['log'];
}

/** Offers every match, in an order of its own, until `visit` says that it has seen enough. */
type Matches<T> = (visit: (row: Row<T>) => boolean) => Promise<void>;

/**
 * The records of one run are read backwards, to the one that it began with: what is opened has mostly just been.
 * @throws InvalidCursor
 */
export async function scanEntries(
  log: ScannedLog,
  query: AuditQuery,
): Promise<{ entries: AuditEntry[] } & AuditPage> {
  const match = entryMatcher(query);
  const wished = query.order ?? 'desc';
  const ofRun = query.runId !== undefined;
  const order = ofRun ? 'desc' : wished;
  const inOrder = order === wished;
  const { values, ...page } = await onePage<AuditEntry>('entries', log, query, inOrder, async (visit) => {
    if (termsOf(query.text)?.length === 0) return;
    await log.lines(order, (line) => {
      const entry = match(line);
      if (!entry) return false;
      const { seq, ts } = entry;
      const enough = visit({ value: entry, seq, ts, bytes: line.bytes?.length ?? 0 });
      return enough || (ofRun && entry.event === 'requested' && !entry.unreadable);
    });
  });
  return { entries: values, ...page };
}

/** Tells the records of these runs, one line at a time: null for a line that is none. */
export function runMatcher(runs: ReadonlySet<string>): (line: Line) => AuditEntry | null {
  return (line) => {
    const entry = readEntry(line, undefined, null);
    return entry?.run_id !== undefined && runs.has(entry.run_id) ? entry : null;
  };
}

/** Tells the records that match the query, one line at a time: null for a line that does not. */
export function entryMatcher(query: AuditQuery): (line: Line) => AuditEntry | null {
  const terms = termsOf(query.text);
  return (line) => {
    if (terms?.length === 0) return null;
    const entry = readEntry(line, query.runId ?? query.traceId, terms);
    return entry && entryMatches(entry, query) && holdsTerms(entry, terms ?? []) ? entry : null;
  };
}

/** Ids of the runs that match as a whole. @throws what `log` throws */
export async function scanRunIds(log: ScannedLog, query: AuditQuery): Promise<Set<string>> {
  const found = new Set<string>();
  await matchingRuns(log, query, (run) => {
    found.add(run.runId);
    return false;
  });
  return found;
}

/** As `scanEntries`, for runs, ordered by their start. @throws InvalidCursor */
export async function scanRuns(
  log: ScannedLog,
  query: AuditQuery,
): Promise<{ runs: AuditRun[] } & AuditPage> {
  const inOrder = query.order !== 'asc';
  const { values, ...page } = await onePage<AuditRun>('runs', log, query, inOrder, (visit) =>
    matchingRuns(log, query, (run) => visit({ value: run, seq: run.firstSeq, ts: run.startedAt, bytes: 0 })),
  );
  return { runs: values, ...page };
}

export async function scanGet(log: ScannedLog, auditId: string): Promise<AuditEntry | null> {
  let found: AuditEntry | null = null;
  const needle = numberOfId(auditId) === null ? auditId : undefined;
  await log.lines('desc', (line) => {
    const entry = readEntry(line, needle, null);
    if (entry?.audit_id === auditId) found = entry;
    return found !== null;
  });
  return found;
}

export async function scanHistogram(
  log: ScannedLog,
  query: AuditQuery,
  buckets: number,
): Promise<AuditHistogram> {
  const ended: Pick<AuditRun, 'startedAt' | 'status'>[] = [];
  await matchingRuns(log, query, ({ startedAt, status }) => {
    if (status !== null) ended.push({ startedAt, status });
    return false;
  });
  return histogramOf(query, buckets, ended);
}

/** A run is known whole only once its first record is: the log is always read backwards, also for the oldest first. */
async function matchingRuns(
  log: ScannedLog,
  query: AuditQuery,
  visit: (run: AuditRun) => boolean,
): Promise<void> {
  const terms = termsOf(query.text);
  if (terms?.length === 0) return;
  const runLines = new RunLines(query, terms ?? []);
  const offer = ({ run, missing, hasEvent }: FoldedRun): boolean =>
    missing.size === 0 && hasEvent && runMatches(run, query) && visit(run);
  const needle = needleOf(query.runId);
  const seen = { enough: false };
  await log.lines('desc', (line) => {
    seen.enough = hasId(line, needle) && runLines.add(line).some(offer);
    return seen.enough;
  });
  if (!seen.enough) runLines.rest().some(offer);
}

/** @param inOrder whether the matches come in the page's order (by `seq`) */
async function onePage<T>(
  what: 'entries' | 'runs',
  log: ScannedLog,
  query: AuditQuery,
  inOrder: boolean,
  matches: Matches<T>,
): Promise<{ values: T[] } & AuditPage> {
  const kind = cursorKind(what, query);
  const span = log.span();
  const position =
    decodeCursor(kind, query) ?? (query.start ? await findStart(query, inOrder, matches) : null);
  const page = new Page<T>(query, position, inOrder);
  await matches((row) => {
    page.add(row);
    return page.done;
  });
  const { values, next, prev }: Taken<T> = page.take();
  return {
    values,
    nextCursor: next && encodeCursor(kind, next),
    prevCursor: prev && encodeCursor(kind, prev),
    total: page.total,
    log: span,
  };
}

/** The first row, in the page's order, that a jump may begin at. */
async function findStart<T>(query: AuditQuery, inOrder: boolean, matches: Matches<T>): Promise<Position> {
  let first: Row<T> | null = null;
  await matches((row) => {
    if (reachesStart(query, row) && (first === null || comparePlaces(query, row, first) < 0)) first = row;
    return first !== null && inOrder && query.at !== 'time';
  });
  return startPosition(query, first);
}

/** Reads a line's record, if it can be one that is looked for: a line without the id, or without the words, is not parsed. */
function readEntry(line: Line, id: string | undefined, terms: readonly Term[] | null): AuditEntry | null {
  if (!line.complete || !line.bytes || !hasId(line, needleOf(id))) return null;
  if (terms !== null && wordsNotIn(line.bytes, line.bytes.toString('latin1'), terms.flat()).length > 0)
    return null;
  return readRecord(line.bytes);
}

/** Whether a line can be about an id. @param needle see `needleOf`; null lets every line through */
function hasId({ bytes }: Line, needle: string | null): boolean {
  return needle === null || bytes?.includes(needle) === true;
}
