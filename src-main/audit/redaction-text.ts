import {
  countsSomething,
  isSecretHeader,
  judgeName,
  looksIssued,
  looksRandom,
  mayNameSecret,
} from './redaction-names.ts';
import { ARMOURED, mayHaveShape, SHAPES } from './redaction-shapes.ts';

/** Writes the replacement for one secret. */
export type Mark = (secret: string) => string;

const MARKED = /^(?:[A-Za-z0-9-]{1,20} )?\[redacted:[0-9a-f]{12}\]$/;

/**
 * Replaces what looks like a secret inside a text: by its own shape, or because a name before it says so (assignments,
 * headers, flags, URLs, form fields). Linear in the length of the text: every pattern either begins at the first
 * character of a run only, or has a bounded body.
 */
export function redactText(text: string, mark: Mark): string {
  if (text.length < 5 || harmless.has(text)) return text;
  const out = redact(text, mark);
  if (out === text && text.length <= MAX_REMEMBERED) remember(text);
  return out;
}

/** Short texts in which nothing was found: tools' names, paths and the like come again with every record. */
const harmless = new Set<string>();
const MAX_REMEMBERED = 256;
const MAX_HARMLESS = 4000;

function remember(text: string): void {
  if (harmless.size >= MAX_HARMLESS) harmless.clear();
  harmless.add(text);
}

function redact(text: string, mark: Mark): string {
  let out = mayHaveShape(text) ? redactShapes(text, mark) : text;
  if (out.includes('://') && out.includes('@')) out = redactUserinfo(out, mark);
  if (out.includes(' -')) out = redactCommands(out, mark);
  if (SCHEME_NAME.test(out)) out = redactSchemes(out, mark);
  if (!mayNameSecret(out)) return out;
  if (/[=:]/.test(out)) out = redactNamed(out, ASSIGNMENT, mark);
  if (out.includes('=')) out = redactParameters(out, mark);
  if (out.includes('-')) out = redactNamed(out, FLAG, mark);
  return out.includes('<') ? redactMarkup(out, mark) : out;
}

function once(value: string, mark: Mark): string {
  return MARKED.test(value) ? value : mark(value);
}

function redactShapes(text: string, mark: Mark): string {
  let out = text;
  for (const { begin, end } of ARMOURED) out = redactBetween(out, begin, end, mark);
  for (const { pattern, accept } of SHAPES) {
    out = out.replace(pattern, (match) => (!accept || accept(match) ? mark(match) : match));
  }
  return out;
}

/** One that is cut off before its end goes to the end of the text: most of it is there. */
function redactBetween(text: string, begin: RegExp, end: RegExp, mark: Mark): string {
  let out = '';
  let done = 0;
  begin.lastIndex = 0;
  for (let match = begin.exec(text); match; match = begin.exec(text)) {
    end.lastIndex = begin.lastIndex;
    const to = end.test(text) ? end.lastIndex : text.length;
    out += text.slice(done, match.index) + mark(text.slice(match.index, to));
    done = begin.lastIndex = to;
  }
  return done === 0 ? text : out + text.slice(done);
}

/** `name = `, `name: `, `"name": `, `\"name\": `, `name => `; the lookbehind lets it begin at a run's start only. */
const ASSIGNMENT = /(?<![\w.[\]-])([\w.[\]-]{1,128})((?:\\{0,4}["'])?\s{0,4}(?:=>|:=|=|:)\s{0,4})/g;
/** `--name value`, `-name value`. */
const FLAG = /(?<![\w-])(--?[A-Za-z][\w-]{0,100})([ \t]{1,8})(?=[^\s-])/g;

/** Not secrets, though they stand where one could: types, switches, references, what was masked before. */
const PLACEHOLDER =
  /^(?:true|false|null|none|nil|undefined|string|str|number|int|integer|bool|boolean|any|required|optional|yes|no|on|off|\*+|•+|x{3,}|\$\{\w{1,100}\}|\{\{.{1,100}\}\}|<[\w -]{1,100}>|)$/i;
const PHRASE = /passphrase|mnemonic|seed/i;
/** Words that also stand before a colon in ordinary sentences ("Unexpected token: else"). */
const SPOKEN = /(?:^|[^a-z])(?:tokens?|auth|secrets?|credentials?|cookies?|pass|pin|bearer)$/i;

function redactNamed(text: string, pattern: RegExp, mark: Mark): string {
  let out = '';
  let done = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const name = match[1] ?? '';
    const verdict = judgeName(name);
    if (verdict === 'no') continue;
    const separator = match[2] ?? '';
    const span = valueSpan(text, pattern.lastIndex, name);
    const value = text.slice(span.from, span.to);
    if (MARKED.test(value) || isHarmless(name, separator, value, span.quoted)) continue;
    if (verdict === 'likely' && !looksIssued(value)) continue;
    if (
      !span.quoted &&
      isSentence(text, match.index, name, separator) &&
      !/[0-9]/.test(value) &&
      !looksRandom(value)
    ) {
      continue;
    }
    out += text.slice(done, span.from) + mark(value);
    done = span.to;
    pattern.lastIndex = span.to;
  }
  return done === 0 ? text : out + text.slice(done);
}

function isHarmless(name: string, separator: string, value: string, quoted: boolean): boolean {
  if (PLACEHOLDER.test(value)) return true;
  if (countsSomething(name) && /^[0-9.]+[)\]}.]?$/.test(value)) return true;
  if (quoted) return false;
  // A comparison, an arrow function, a call: code about a secret.
  return value.startsWith('=') || separator.includes('=>') || /^[A-Za-z_$][\w$.]{0,100}\(/.test(value);
}

/** Whether the name stands inside a sentence: other words come before it on its line, and a colon and a blank after it. */
function isSentence(text: string, at: number, name: string, separator: string): boolean {
  if (!/^\s{0,4}:\s/.test(separator) || !SPOKEN.test(name)) return false;
  const before = text.slice(Math.max(0, at - 40), at);
  return /[A-Za-z][ \t]{1,4}$/.test(before);
}

interface Span {
  from: number;
  to: number;
  quoted: boolean;
}

/** Where the value that begins at `from` ends. */
function valueSpan(text: string, from: number, name: string): Span {
  const opening = sticky(/(\\{0,4})(["'`])/y, text, from);
  if (opening !== null) {
    const start = from + opening.length;
    const escaped = opening.length > 1;
    return { from: start, to: quotedEnd(text, start, opening.slice(-1), escaped), quoted: true };
  }
  const wholeLine = isSecretHeader(name) || PHRASE.test(name);
  const ends = wholeLine ? /[\r\n"'`]/g : /[\s,;&"'`<>|]/g;
  ends.lastIndex = from;
  const to = ends.test(text) ? ends.lastIndex - 1 : text.length;
  return { from, to: from + text.slice(from, to).trimEnd().length, quoted: false };
}

function sticky(pattern: RegExp, text: string, from: number): string | null {
  pattern.lastIndex = from;
  return pattern.exec(text)?.[0] ?? null;
}

/** A loop and not a pattern: V8 keeps a step of memory for every character of such a match. */
function quotedEnd(text: string, from: number, quote: string, escaped: boolean): number {
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === quote || char === '\n') return at;
    if (char === '\\') {
      // Inside a string that is itself inside a string, the closing quote carries the backslash.
      if (escaped) return at;
      at++;
    }
  }
  return text.length;
}

/** Everything before `@`: a name alone may be the token too. Only ssh's and svn's names are customary and no secret. */
const USERINFO = /([A-Za-z0-9+.-]{0,20}):\/\/([^\s/?#@"'<>\\]{1,1000}(?:@[^\s/?#@"'<>\\]{1,1000}){0,4})@/g;
/** Data base URLs are written by hand, with passwords that hold `/`, `?` or `#` unescaped. */
const DATABASE_USERINFO =
  /((?:postgres(?:ql)?|mysql2?|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|sqlserver|clickhouse|cockroachdb)[+a-z0-9]{0,12}):\/\/([^\s:/?#"'<>@]{0,100}:[^\s"'<>]{0,500})@/gi;
const PARAMETER = /([?&#;])([^=&#;?\s"'<>]{1,128})=([^&#\s"'<>]{1,65536})/g;

function redactUserinfo(text: string, mark: Mark): string {
  const hide = (whole: string, scheme: string, userinfo: string): string => {
    if (/ssh$|^svn|^git$/i.test(scheme) && !userinfo.includes(':')) return whole;
    return `${scheme}://${once(userinfo, mark)}@`;
  };
  return text.replace(DATABASE_USERINFO, hide).replace(USERINFO, hide);
}

function redactParameters(text: string, mark: Mark): string {
  return text.replace(PARAMETER, (whole, lead: string, name: string, value: string) =>
    isSecretParameter(decode(name), value, mark) ? `${lead}${name}=${once(value, mark)}` : whole,
  );
}

function isSecretParameter(name: string, value: string, mark: Mark): boolean {
  const verdict = judgeName(name);
  if (verdict === 'sure')
    return !PLACEHOLDER.test(value) && !(countsSomething(name) && /^[0-9]+$/.test(value));
  if (verdict === 'likely') return looksIssued(decode(value));
  // A URL inside a URL hides its own parameters behind percent signs.
  if (!/%3[dD]|%253[dD]/.test(value)) return false;
  const inner = decode(decode(value));
  return inner !== value && redactText(inner.slice(0, 8192), mark) !== inner.slice(0, 8192);
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (error) {
    // Not percent-encoding after all: it is judged as it stands.
    if (error instanceof URIError) return value;
    throw error;
  }
}

const SCHEME =
  /(?<![\w-])(Bearer|Basic|Digest|Negotiate|NTLM|ApiKey|Token)([ \t]{1,4})([A-Za-z0-9+/._~=:-]{8,8192})/gi;

const SCHEME_NAME = /bearer|basic|digest|negotiate|ntlm|apikey|token/i;

/** An HTTP authentication scheme followed by its credentials (RFC 9110, 11.4), without the header's name. */
function redactSchemes(text: string, mark: Mark): string {
  return text.replace(SCHEME, (whole, scheme: string, gap: string, value: string) => {
    const secret = /^basic$/i.test(scheme)
      ? isBasicCredentials(value)
      : value.length >= 16 && looksRandom(value);
    return secret ? `${scheme}${gap}${mark(value)}` : whole;
  });
}

function isBasicCredentials(value: string): boolean {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(value) || value.length > 4096) return false;
  return /^[^\0-\x1f:]*:[^\0-\x1f]*$/.test(Buffer.from(value, 'base64').toString('latin1'));
}

const COMMANDS: readonly { when: RegExp; pattern: RegExp }[] = [
  {
    when: /\b(?:curl|wget)\b/,
    pattern: /((?<!\S)(?:-u|-U|--user|--proxy-user)[ =]{0,4}["']?[^\s:"'-][^\s:"']{0,200}:)([^\s"']{1,500})/g,
  },
  {
    when: /\bmysql(?:dump|admin|import)?\b|\bmariadb\b/,
    pattern: /((?<!\S)-p["']?)([^\s"'-][^\s"']{0,500})/g,
  },
  { when: /\bsshpass\b/, pattern: /((?<!\S)-p[ \t]{0,4}["']?)([^\s"'-][^\s"']{0,500})/g },
];

/** Commands whose short options carry passwords. */
function redactCommands(text: string, mark: Mark): string {
  let out = text;
  for (const { when, pattern } of COMMANDS) {
    if (!when.test(out)) continue;
    out = out.replace(pattern, (_whole, lead: string, value: string) => `${lead}${once(value, mark)}`);
  }
  return out;
}

const ELEMENT = /<([\w:.-]{1,100})(\s[^<>]{0,500})?>([^<]{1,4096})(?=<\/)/g;
const INPUT = /<input\b[^<>]{0,2000}>/gi;
const VALUE_ATTRIBUTE = /(\bvalue\s{0,4}=\s{0,4})("[^"]*"|'[^']*'|[^\s"'>]+)/i;

/** `<password>…</password>`, and form fields that are pre-filled. */
function redactMarkup(text: string, mark: Mark): string {
  const fields = text.replace(INPUT, (tag) => {
    const name = /\bname\s{0,4}=\s{0,4}["']?([^\s"'>]{1,100})/i.exec(tag)?.[1] ?? '';
    if (!/\btype\s{0,4}=\s{0,4}["']?password/i.test(tag) && judgeName(name) !== 'sure') return tag;
    return tag.replace(VALUE_ATTRIBUTE, (_whole, lead: string, value: string) => {
      const bare = value.replace(/^["']|["']$/g, '');
      return bare === '' ? `${lead}${value}` : `${lead}"${once(bare, mark)}"`;
    });
  });
  return fields.replace(ELEMENT, (whole, name: string, attributes: string | undefined, value: string) => {
    const trimmed = value.trim();
    if (judgeName(name) !== 'sure' || PLACEHOLDER.test(trimmed) || countsSomething(name)) return whole;
    return `<${name}${attributes ?? ''}>${once(trimmed, mark)}`;
  });
}
