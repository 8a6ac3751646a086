import type { JsonValue } from '../../src-preload/contract/json.ts';

/** A piece of a line: punctuation and plain values as they are; a key; a string value with its path as flags say it. */
export type Piece =
  | { kind: 'plain'; text: string }
  | { kind: 'key'; text: string }
  /** `path`: `args.steps[2].text`. `cut`: of a folded line, how many characters to show. */
  | { kind: 'string'; text: string; path: string; cut?: number };

export interface Line {
  depth: number;
  pieces: Piece[];
}

/** A list or object of plain values that is no longer than this is written on one line, as a person would. Characters. */
const ONE_LINE = 60;
const INDENT = 2;

/** `value` as main hashes it, keys sorted by UTF-16 code units (RFC 8785), in lines, whole. `root`: how its path starts. */
export function canonicalLines(value: JsonValue, root: string): Line[] {
  const lines: Line[] = [];
  write(value, { depth: 0, path: root, before: [], after: '' }, lines);
  return lines;
}

interface Place {
  depth: number;
  path: string;
  before: Piece[];
  after: '' | ',';
}

function write(value: JsonValue, { depth, path, before, after }: Place, lines: Line[]): void {
  const add = (pieces: Piece[], end: string): void => {
    lines.push({ depth, pieces: end === '' ? pieces : [...pieces, plain(end)] });
  };
  const members = membersOf(value, path);
  if (members === null) {
    add([...before, leaf(value, path)], after);
    return;
  }
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const short = depth > 0 || members.length === 0 ? onOneLine(members, ONE_LINE - depth * INDENT) : null;
  if (short !== null) {
    add([...before, plain(open), ...short, plain(close)], after);
    return;
  }
  add([...before, plain(open)], '');
  members.forEach((member, index) => {
    const comma = index < members.length - 1 ? ',' : '';
    write(member.value, { depth: depth + 1, path: member.path, before: named(member), after: comma }, lines);
  });
  add([plain(close)], after);
}

interface Member {
  key: string | null;
  path: string;
  value: JsonValue;
}

/** Null: `value` has no members. */
function membersOf(value: JsonValue, path: string): Member[] | null {
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) {
    return value.map((item, index) => ({ key: null, path: `${path}[${index}]`, value: item }));
  }
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => ({ key, path: `${path}.${key}`, value: member }));
}

function onOneLine(members: readonly Member[], room: number): Piece[] | null {
  if (members.some(({ value }) => typeof value === 'object' && value !== null)) return null;
  const pieces = members.flatMap((member, index) => [
    ...(index === 0 ? [] : [plain(', ')]),
    ...named(member),
    leaf(member.value, member.path),
  ]);
  const length = pieces.reduce((sum, { kind, text }) => sum + text.length + (kind === 'plain' ? 0 : 4), 0);
  return length <= room ? pieces : null;
}

function plain(text: string): Piece {
  return { kind: 'plain', text };
}

function named({ key }: Member): Piece[] {
  return key === null ? [] : [{ kind: 'key', text: key }];
}

function leaf(value: JsonValue, path: string): Piece {
  return typeof value === 'string' ? { kind: 'string', text: value, path } : plain(JSON.stringify(value));
}

/** So much is shown whole, to be scrolled through; more would freeze the page, is folded, and must be unfolded to be allowed. */
const SHORT_LINES = 2_000;
const SHORT_CHARS = 100_000;
/** What a fold leaves in view. */
const FOLDED_LINES = 8;
const FOLDED_CHARS = 400;

/** UTF-16 code units. */
export function sizeOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { pieces }) => sum + pieces.reduce((all, { text }) => all + text.length, 0), 0);
}

export function isLong(lines: readonly Line[]): boolean {
  return lines.length > SHORT_LINES || sizeOf(lines) > SHORT_CHARS;
}

/** The beginning, for a fold: a few lines, and of these no more than a few hundred characters. */
export function beginning(lines: readonly Line[]): Line[] {
  let left = FOLDED_CHARS;
  const found: Line[] = [];
  for (const { depth, pieces } of lines.slice(0, FOLDED_LINES)) {
    const kept: Piece[] = [];
    for (const piece of pieces) {
      if (left <= 0) break;
      // A value is kept whole and cut where it is drawn: half of a secret would no longer be known as one.
      if (piece.kind === 'string') kept.push({ ...piece, cut: left });
      else kept.push({ ...piece, text: piece.text.slice(0, left) });
      left -= piece.text.length;
    }
    if (kept.length > 0) found.push({ depth, pieces: kept });
  }
  return found;
}

/** Two JSON values that main would hash the same. */
export function sameJson(a: JsonValue, b: JsonValue): boolean {
  return JSON.stringify(canonicalLines(a, '')) === JSON.stringify(canonicalLines(b, ''));
}
