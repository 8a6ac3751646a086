import { characterTexts } from '../texts/characters.ts';

/**
 * Text from pages, repositories, callers and results, split so that nothing in it can hide, reorder or erase what is
 * around it. The set: Unicode's controls, formats, surrogates, private use, line and paragraph separators, and
 * Default_Ignorable_Code_Point (UAX #44, UTS #39): what is drawn as nothing, or changes how other characters are drawn.
 */
export type Segment = { kind: 'text'; text: string } | { kind: 'mark'; label: string; name: string };

const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const HIDDEN_RUNS =
  /([\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]+)|[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]+/gu;
/** An emoji is held together by joiners and variation selectors; marking those would only mark every emoji. */
const PICTOGRAPH_END = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\u{FE0F}]$/u;
const PICTOGRAPH_START = /^\p{Extended_Pictographic}/u;

const SHORT: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** `U+202E`, and a name where it has a well-known one. */
export function describe(char: string): { label: string; name: string } {
  const hex = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return { label: SHORT[char] ?? `U+${hex}`, name: characterTexts.names[hex] ?? characterTexts.other };
}

/**
 * Splits `text` into plain runs and marks. `lines`: keep line feeds and tabs as they are (for blocks of text); without
 * it they are marked too, so that a one-line field cannot pretend to end.
 */
export function segments(text: string, lines = false): Segment[] {
  if (!HIDDEN.test(text)) return text === '' ? [] : [{ kind: 'text', text }];
  const found: Segment[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') found.push({ kind: 'text', text: plain });
    plain = '';
  };
  for (const match of text.matchAll(HIDDEN_RUNS)) {
    if (match[1] === undefined) {
      plain += match[0];
      continue;
    }
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + 2);
    const chars = Array.from(match[0]);
    let marks: string[] = [];
    const mark = (): void => {
      if (marks.length > 0) flush();
      found.push(...asMarks(marks));
      marks = [];
    };
    for (const [index, char] of chars.entries()) {
      const line = lines && (char === '\n' || char === '\t');
      const kept = line || (marks.length === 0 && joinsEmoji(plain, char, chars, index, after));
      if (kept) {
        mark();
        plain += char;
      } else {
        marks.push(char);
      }
    }
    mark();
  }
  flush();
  return found;
}

/** Longer runs are told in one mark: a page of nothing but hidden characters must not become a page of marks. */
const LONGEST_RUN = 16;

function asMarks(chars: string[]): Segment[] {
  if (chars.length <= LONGEST_RUN) return chars.map((char) => ({ kind: 'mark', ...describe(char) }));
  const kinds = [...new Set(chars)].map((char) => describe(char).label);
  const label = kinds.length === 1 ? `${kinds[0]} ×${chars.length}` : characterTexts.several(chars.length);
  return [{ kind: 'mark', label, name: kinds.slice(0, LONGEST_RUN).join(' ') }];
}

function joinsEmoji(before: string, char: string, chars: string[], index: number, after: string): boolean {
  if (char === '\u{FE0F}') return PICTOGRAPH_END.test(before) && !before.endsWith('\u{FE0F}');
  if (char !== '\u{200D}' || index !== chars.length - 1) return false;
  return PICTOGRAPH_END.test(before) && PICTOGRAPH_START.test(after);
}

/** The first `limit` characters, never half of a surrogate pair. */
export function head(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}

/**
 * The same as one string, of the first `limit` characters: for tooltips and accessible names, in which nothing can be marked
 * apart. Hidden characters stand there by their numbers.
 */
export function plain(text: string, limit: number): string {
  return segments(head(text, limit))
    .map((part) => (part.kind === 'text' ? part.text : part.label))
    .join('');
}
