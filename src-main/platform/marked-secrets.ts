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
}

/** Takes secrets out of what comes back from a page, in every spelling that a page or its address gives them. */
export function secretHider(secrets: readonly string[]): Hider {
  const forms = secrets
    .filter((secret) => secret.length > SHORT)
    .flatMap((secret) => [...spellings(secret)])
    .sort((a, b) => b.length - a.length);
  const text = (given: string): string => {
    if (secrets.includes(given)) return HIDDEN;
    return forms.reduce((out, form) => out.replaceAll(form, HIDDEN), given);
  };
  const value = (given: JsonValue): JsonValue => {
    if (typeof given === 'string') return text(given);
    if (Array.isArray(given)) return given.map(value);
    if (typeof given !== 'object' || given === null) return given;
    return Object.fromEntries(Object.entries(given).map(([key, member]) => [text(key), value(member)]));
  };
  return { text, value };
}

function spellings(secret: string): Set<string> {
  const sound = Buffer.from(secret, 'utf8').toString('utf8');
  const form = new URLSearchParams([['', sound]]).toString().slice(1);
  const escaped = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return new Set(
    [
      secret,
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
