/** So many characters in a row that came from outside make what holds them suspect. */
export const TAINT_CHARS = 24;

const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;
const SPACE = /\s/u;

/** A text as it is compared, and where each of its UTF-16 units stood in the text as written. */
export interface Comparable {
  text: string;
  at: Uint32Array;
}

/**
 * A text in the form in which texts are compared: small letters, one space for any run of white space, nothing of what is
 * not drawn. What copies a text may change these, and it is the same text.
 */
export function comparable(written: string): Comparable {
  const parts: string[] = [];
  const at: number[] = [];
  let from = 0;
  let space = false;
  for (const character of written) {
    const start = from;
    from += character.length;
    if (INVISIBLE.test(character)) continue;
    if (SPACE.test(character)) {
      if (!space) {
        parts.push(' ');
        at.push(start);
      }
      space = true;
      continue;
    }
    space = false;
    // The one letter whose small form depends on what follows.
    const small = character.toLowerCase().replace('ς', 'σ');
    parts.push(small);
    for (let unit = 0; unit < small.length; unit += 1) at.push(start);
  }
  return { text: parts.join(''), at: Uint32Array.from(at) };
}

/** The same form, without the places: many times faster for the long texts that are remembered. */
export function comparableText(written: string): string {
  return written
    .replace(/\p{Default_Ignorable_Code_Point}+/gu, '')
    .replace(/\s+/gu, ' ')
    .toLowerCase()
    .replaceAll('ς', 'σ');
}

/** The names of all members in a value, in order, each once. No recursion, as below. */
export function keysIn(value: unknown): Set<string> {
  const keys = new Set<string>();
  const stack: unknown[] = [value];
  while (stack.length > 0) {
    const here = stack.pop();
    if (typeof here !== 'object' || here === null) continue;
    if (!Array.isArray(here)) for (const key of Object.keys(here)) keys.add(key);
    for (const member of Object.values(here).reverse()) stack.push(member);
  }
  return keys;
}

/** Every string in a value, in order, without keys. No recursion: results may be nested as deep as they like. */
export function stringsIn(value: unknown): { where: string; text: string }[] {
  const found: { where: string; text: string }[] = [];
  const stack: { where: string; value: unknown }[] = [{ where: '', value }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { where, value: here } = next;
    if (typeof here === 'string') found.push({ where, text: here });
    else if (Array.isArray(here)) {
      for (let index = here.length - 1; index >= 0; index -= 1) {
        stack.push({ where: `${where}[${index}]`, value: here[index] });
      }
    } else if (typeof here === 'object' && here !== null) {
      for (const [key, member] of Object.entries(here).reverse()) {
        stack.push({ where: `${where}.${key}`, value: member });
      }
    }
  }
  return found;
}

/**
 * The parts of a text of which no stretch of `TAINT_CHARS` stands in `own`, both in the form in which texts are compared. Parts
 * may share characters: a stretch that is partly of one and partly of `own` belongs to that part.
 */
export function foreignParts(text: string, own: string): string[] {
  const last = text.length - TAINT_CHARS;
  if (last < 0) return [];
  const grams = new Set<string>();
  const marks = new Uint8Array(MARKS);
  for (let at = 0; at + TAINT_CHARS <= own.length; at += 1) {
    grams.add(own.slice(at, at + TAINT_CHARS));
    marks[markAt(own, at)] = 1;
  }
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; grams.size > 0 && at <= last; at += 1) {
    if (marks[markAt(text, at)] === 0 || !grams.has(text.slice(at, at + TAINT_CHARS))) continue;
    if (at > from) parts.push(text.slice(from, at - 1 + TAINT_CHARS));
    from = at + 1;
  }
  if (from <= last) parts.push(text.slice(from));
  return parts;
}

const MARKS = 65_536;

/** Tells most stretches apart by three characters of theirs, without making a string of each. */
function markAt(text: string, at: number): number {
  const near = text.charCodeAt(at) + 31 * text.charCodeAt(at + 11);
  return (near + 961 * text.charCodeAt(at + TAINT_CHARS - 1)) % MARKS;
}
