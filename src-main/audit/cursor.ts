import type { AuditQuery, Total } from '../../src-preload/contract/types.ts';

/** The cursor was not given out by this reader for this order. `message` says what to do. */
export class InvalidCursor extends Error {
  override name = 'InvalidCursor';
}

/** Sort keys of the last row of a page, and what has been counted. Records never change, so it survives appends. */
export interface Cursor {
  seq: number;
  /** Epoch seconds; the first sort key when ordered by time. */
  ts: number;
  total: Total;
}

type Kind = `${'entries' | 'runs'}:${'asc' | 'desc'}:${'seq' | 'time'}`;

export function cursorKind(what: 'entries' | 'runs', query: AuditQuery): Kind {
  return `${what}:${query.order ?? 'desc'}:${query.at ?? 'seq'}`;
}

export function encodeCursor(kind: Kind, { seq, ts, total }: Cursor): string {
  return Buffer.from(JSON.stringify([1, kind, seq, ts, total.value, total.exact])).toString('base64url');
}

/** @throws InvalidCursor */
export function decodeCursor(kind: Kind, cursor: string | undefined): Cursor | null {
  if (cursor === undefined) return null;
  const parts = parse(cursor);
  const [version, of, seq, ts, value, exact] = parts;
  if (
    version !== 1 ||
    !isCount(seq) ||
    typeof ts !== 'number' ||
    !isCount(value) ||
    typeof exact !== 'boolean'
  ) {
    throw new InvalidCursor('The cursor is not one that the audit gave out: ask again without a cursor.');
  }
  if (of !== kind) {
    throw new InvalidCursor(
      `The cursor is for another order (${String(of)}, now ${kind}): ask again without a cursor.`,
    );
  }
  return { seq, ts, total: { value, exact } };
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
