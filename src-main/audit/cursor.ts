import type { AuditQuery, Total } from '../../src-preload/contract/types.ts';

/** The cursor was not given out by this reader for this order. `message` says what to do. */
export class InvalidCursor extends Error {
  override name = 'InvalidCursor';
}

/** Sort keys of a row at a page's edge, and what has been counted. Records never change, so it survives appends. */
export interface Cursor {
  seq: number;
  /** Epoch seconds; the first sort key when ordered by time. */
  ts: number;
  total: Total;
  /** Which page it asks for: the one behind the row, or the one before it. */
  way: 'after' | 'before';
}

type Kind = `${'entries' | 'runs'}:${'asc' | 'desc'}:${'seq' | 'time'}`;

export function cursorKind(what: 'entries' | 'runs', query: AuditQuery): Kind {
  return `${what}:${query.order ?? 'desc'}:${query.at ?? 'seq'}`;
}

export function encodeCursor(kind: Kind, { seq, ts, total, way }: Cursor): string {
  return Buffer.from(JSON.stringify([2, kind, seq, ts, total.value, total.exact, way])).toString('base64url');
}

/** @throws InvalidCursor */
export function decodeCursor(kind: Kind, query: AuditQuery): Cursor | null {
  if (query.cursor === undefined) return null;
  if (query.start !== undefined) {
    throw new InvalidCursor('A cursor says where the page begins: ask with either `cursor` or `start`.');
  }
  const [version, of, seq, ts, value, exact, way] = parse(query.cursor);
  if (
    version !== 2 ||
    !isCount(seq) ||
    typeof ts !== 'number' ||
    !isCount(value) ||
    typeof exact !== 'boolean' ||
    (way !== 'after' && way !== 'before')
  ) {
    throw new InvalidCursor('The cursor is not one that the audit gave out: ask again without a cursor.');
  }
  if (of !== kind) {
    throw new InvalidCursor(
      `The cursor is for another order (${String(of)}, now ${kind}): ask again without a cursor.`,
    );
  }
  return { seq, ts, total: { value, exact }, way };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function parse(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
