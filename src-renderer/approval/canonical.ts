import type { JsonValue } from '../../src-preload/contract/json.ts';

/** One line of a JSON value as main hashes it: keys sorted by UTF-16 code units (RFC 8785), one value a line. */
export interface Line {
  depth: number;
  /** Where it is, in the way that flags say it: `args.steps[2].text`. */
  path: string;
  key: string | null;
  /** A string value; shown quoted. */
  string: string | null;
  /** Anything else: a number, a word, a bracket. */
  plain: string;
  comma: boolean;
  /** Of a folded line: how many characters of its value to show. */
  cut?: number;
}

/** `value` as lines, whole. `root` is what its path starts with. */
export function canonicalLines(value: JsonValue, root: string): Line[] {
  const lines: Line[] = [];
  write(value, { depth: 0, path: root, key: null, comma: false }, lines);
  return lines;
}

type Place = Pick<Line, 'depth' | 'path' | 'key' | 'comma'>;

function write(value: JsonValue, place: Place, lines: Line[]): void {
  if (typeof value === 'string') {
    lines.push({ ...place, string: value, plain: '' });
    return;
  }
  if (typeof value !== 'object' || value === null) {
    lines.push({ ...place, string: null, plain: JSON.stringify(value) });
    return;
  }
  const list = Array.isArray(value);
  const members: [string | null, string, JsonValue][] = list
    ? value.map((item, index) => [null, `${place.path}[${index}]`, item])
    : Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, member]) => [key, `${place.path}.${key}`, member]);
  const [open, close] = list ? ['[', ']'] : ['{', '}'];
  if (members.length === 0) {
    lines.push({ ...place, string: null, plain: `${open}${close}` });
    return;
  }
  lines.push({ ...place, comma: false, string: null, plain: open });
  members.forEach(([key, path, member], index) => {
    write(member, { depth: place.depth + 1, path, key, comma: index < members.length - 1 }, lines);
  });
  lines.push({ ...place, key: null, string: null, plain: close });
}

/** So much is shown without asking; more is folded, and must be unfolded before it can be allowed. */
const SHORT_LINES = 16;
const SHORT_CHARS = 1_500;
/** What a fold leaves in view. */
const FOLDED_LINES = 8;
const FOLDED_CHARS = 400;

/** UTF-16 code units of keys and strings. */
export function sizeOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { key, string }) => sum + (key?.length ?? 0) + (string?.length ?? 0), 0);
}

export function isLong(lines: readonly Line[]): boolean {
  return lines.length > SHORT_LINES || sizeOf(lines) > SHORT_CHARS;
}

/** The beginning, for a fold: a few lines, and of these no more than a few hundred characters. */
export function beginning(lines: readonly Line[]): Line[] {
  const found: Line[] = [];
  let left = FOLDED_CHARS;
  for (const line of lines.slice(0, FOLDED_LINES)) {
    if (left <= 0) break;
    const key = line.key?.slice(0, left) ?? null;
    found.push({ ...line, key, cut: Math.max(0, left - (key?.length ?? 0)) });
    left -= sizeOf([line]);
  }
  return found;
}

/** Two JSON values that main would hash the same. */
export function sameJson(a: JsonValue, b: JsonValue): boolean {
  return JSON.stringify(canonicalLines(a, '')) === JSON.stringify(canonicalLines(b, ''));
}
