import { isAscii } from 'node:buffer';
import type { JsonValue } from '../../src-preload/contract/json.ts';
import type { AuditEntry } from '../../src-preload/contract/types.ts';
import { leftOut } from './readable.ts';

/*
 * What a search for text means, in one place: the scan over the log and the index both go by these words, so that they
 * cannot answer differently. The index stores them as they are made here and its own tokeniser only splits at spaces.
 */

/** Longer runs of letters (a blob in base64) are cut into pieces, so that none bloats the index; pieces stand together. */
const MAX_WORD = 64;

// Scripts that are written without spaces: each character is a word, and what stands together is found as such.
const SPACELESS =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const WORD = new RegExp(
  `[${SPACELESS}]|(?![\\x00-\\x7f])\\p{S}|(?:(?![${SPACELESS}])[\\p{L}\\p{N}]){1,${MAX_WORD}}`,
  'gu',
);
const ASCII_WORD = new RegExp(`[a-z0-9]{1,${MAX_WORD}}`, 'g');
/** What somebody else wrote into the log may be nested as deep as a line is long. */
const MAX_DEPTH = 100;
const ASCII = /^[\x00-\x7f]*$/;

/** The words of a text, in order: lower case, without accents, compatibility forms (`ﬁ`, full width) resolved. */
export function wordsOf(text: string): string[] {
  if (ASCII.test(text)) return text.toLowerCase().match(ASCII_WORD) ?? [];
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replaceAll('ς', 'σ');
  return plain.match(WORD) ?? [];
}

/** Words that must stand together, in this order; the last may be the beginning of a longer word. */
export type Term = readonly string[];

/** What to look for; null when there is no text to look for, and no terms at all when it can be found nowhere. */
export function termsOf(text: string | undefined): Term[] | null {
  if (text === undefined || text.trim() === '') return null;
  const terms = text.split(/\s+/u).map(wordsOf);
  const unique = new Map(terms.filter((term) => term.length > 0).map((term) => [term.join(' '), term]));
  return [...unique.values()];
}

/** The texts of a record that a search looks at, each by itself: what stands together never crosses from one to another. */
export function textsOf(entry: AuditEntry): string[] {
  const texts: string[] = [];
  for (const field of [entry.tool_name, entry.reason, entry.args, entry.error, entry.result]) {
    collect(field as JsonValue | undefined, texts, MAX_DEPTH);
  }
  // What is not as it should be can be looked for all the same.
  if (entry.unreadable) collect(leftOut(entry), texts, MAX_DEPTH);
  return texts;
}

function collect(value: JsonValue | undefined, texts: string[], depth: number): void {
  if (typeof value === 'string') texts.push(value);
  else if (typeof value === 'number') texts.push(String(value));
  else if (depth === 0) return;
  else if (Array.isArray(value)) for (const item of value) collect(item, texts, depth - 1);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      texts.push(key);
      collect(member, texts, depth - 1);
    }
  }
}

/** Whether words hold a term. */
export function holdsTerm(words: readonly string[], term: Term): boolean {
  const last = term.length - 1;
  for (let at = 0; at + last < words.length; at++) {
    if (!words[at + last]?.startsWith(term[last] ?? '')) continue;
    if (term.every((word, index) => index === last || words[at + index] === word)) return true;
  }
  return false;
}

/** How letters can be written that the app's own lines have as they are. */
const ESCAPE = '\\u';
/** A number that reads otherwise than it is written: with an exponent, or with more digits than it keeps. */
const ODD_NUMBER = /[:,[]\s*-?[0-9][0-9.]*(?:[eE]|[0-9]{16})/;
const OF_A_NUMBER = /^[0-9]/;

/**
 * Those words that no text of a record can have in it, seen by its line alone, which takes a tenth of the time that reading it
 * takes. None where somebody may have written a word in another way than the app does.
 * @param text the line's bytes, a character each; looked at from `from` on
 */
export function wordsNotIn(
  line: Buffer,
  text: string,
  words: readonly string[],
  from = 0,
): readonly string[] {
  if (words.length === 0) return words;
  // Other letters than those of ASCII come to the same word in many ways (see `wordsOf`).
  if (!isAscii(line) || text.includes(ESCAPE, from)) return [];
  const lower = text.toLowerCase();
  const missing = words.filter((word) => !lower.includes(word, from));
  if (!missing.some((word) => OF_A_NUMBER.test(word))) return missing;
  return ODD_NUMBER.test(text) ? missing.filter((word) => !OF_A_NUMBER.test(word)) : missing;
}
