import type { JsonValue } from '../../src-preload/contract/json.ts';

/** Members that hold the secret of an object that says `secret: true`. */
export const SECRET_MEMBERS: readonly string[] = ['text', 'value'];
export const HIDDEN = '••••••';
/** One or two characters stand everywhere: those are hidden only where they are the whole text. */
const SHORT = 2;

/** The values that arguments mark as secret (`{text, secret: true}`), however deep they lie. */
export function markedSecrets(value: unknown): string[] {
  const found = new Set<string>();
  const walk = (each: unknown): void => {
    if (Array.isArray(each)) each.forEach(walk);
    else if (typeof each === 'object' && each !== null) {
      const members = Object.entries(each);
      const marked = members.some(([key, member]) => key === 'secret' && member === true);
      for (const [key, member] of members) {
        if (marked && typeof member === 'string' && member !== '' && SECRET_MEMBERS.includes(key))
          found.add(member);
        else walk(member);
      }
    }
  };
  walk(value);
  return [...found];
}

export interface Hider {
  text(text: string): string;
  value(value: JsonValue): JsonValue;
  /**
   * At most `max` characters of a text, hidden first. What is cut ends in `mark` (`…` unless told), and not in the beginning of a
   * secret whose rest is missing. `isCut`: its end is missing already.
   */
  cut(text: string, max: number, options?: { isCut?: boolean; mark?: string }): string;
}

/** Takes secrets out of what comes back from a page, in every spelling that a page or its address gives them, in any case. */
export function secretHider(secrets: readonly string[]): Hider {
  const forms = secrets
    .filter((secret) => secret.length > SHORT)
    .flatMap((secret) => [...spellings(secret)])
    .sort((a, b) => b.length - a.length);
  const folded = forms.map(foldCase);
  const text = (given: string): string => {
    if (secrets.includes(given)) return HIDDEN;
    return folded.reduce(withoutForm, given);
  };
  const value = (given: JsonValue): JsonValue => {
    if (typeof given === 'string') return text(given);
    if (Array.isArray(given)) return given.map(value);
    if (typeof given !== 'object' || given === null) return given;
    return Object.fromEntries(Object.entries(given).map(([key, member]) => [text(key), value(member)]));
  };
  return {
    text,
    value,
    cut(given, max, { isCut = false, mark = '…' } = {}) {
      const hidden = text(given);
      if (!isCut && hidden.length <= max) return hidden;
      const kept = hidden.slice(0, max);
      return `${kept.slice(0, kept.length - begunAtEnd(kept, folded))}${mark}`;
    },
  };
}

/** In small letters, of the same length: what would get another one stays. */
function foldCase(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return text.replace(/./gsu, (char) =>
    char.toLowerCase().length === char.length ? char.toLowerCase() : char,
  );
}

/** A text with `form`, in whatever case it stands there, hidden. */
function withoutForm(text: string, form: string): string {
  const there = foldCase(text);
  let out = '';
  let from = 0;
  for (let at = there.indexOf(form); at >= 0; at = there.indexOf(form, from)) {
    out += text.slice(from, at) + HIDDEN;
    from = at + form.length;
  }
  return out + text.slice(from);
}

/** Characters at the end of a text with which one of the forms begins, at most all of it but one. */
function begunAtEnd(text: string, forms: readonly string[]): number {
  const end = foldCase(text);
  let longest = 0;
  for (const form of forms) {
    for (let length = Math.min(form.length - 1, end.length); length > Math.max(SHORT, longest); length -= 1) {
      if (end.endsWith(form.slice(0, length))) longest = length;
    }
  }
  return longest;
}

function spellings(secret: string): Set<string> {
  const sound = Buffer.from(secret, 'utf8').toString('utf8');
  const form = new URLSearchParams([['', sound]]).toString().slice(1);
  const escaped = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return new Set(
    [
      secret,
      // Not every character keeps its length with its case.
      secret.toUpperCase(),
      encodeURIComponent(sound),
      form,
      // Of a URL's path and fragment.
      encodeURI(sound),
      JSON.stringify(secret).slice(1, -1),
      escaped,
      escaped.replaceAll('"', '&quot;'),
      // White space in a page's text is one blank.
      secret.trim().replace(/\s+/g, ' '),
    ].filter((spelling) => spelling.length > SHORT),
  );
}
