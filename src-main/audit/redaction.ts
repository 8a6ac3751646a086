import { createHmac } from 'node:crypto';
import type { JsonValue } from '../../src-preload/contract/json.ts';
import { countsSomething, judgeName, looksIssued } from './redaction-names.ts';
import { redactText, type Mark } from './redaction-text.ts';

export interface RedactOptions {
  /** Exact values to replace wherever they stand, also inside longer strings and in their URL and JSON spellings. */
  extraSecrets?: readonly string[] | undefined;
  /** Strings with more UTF-16 units than this are cut, after what is kept was redacted. No limit unless told. */
  maxString?: number | undefined;
  /** The whole value's size in UTF-16 units, roughly as JSON; what lies beyond is left out. 64 million unless told. */
  maxChars?: number | undefined;
}

/** Takes secrets out of what is recorded, logged, exported or shown in notifications. */
export interface Redactor {
  /**
   * A copy of a JSON value without its secrets. Anything that JSON cannot carry becomes null; cycles, and nesting deeper
   * than 100, become a marker.
   */
  value(value: unknown, options?: RedactOptions): JsonValue;
  /** As `value`, and says whether `maxChars` left anything out, and roughly how much of it was used. */
  bounded(value: unknown, options: RedactOptions): { value: JsonValue; cut: boolean; chars: number };
  text(text: string, options?: RedactOptions): string;
  /** Keyed digest (HMAC-SHA256, first 12 hex digits): tells equal values, and cannot be searched without the key. */
  digest(text: string): string;
}

const MAX_DEPTH = 100;
const MAX_CHARS = 64_000_000;
/** Kept of a string that is too long, and how much of it is looked at, so that a secret across the cut is still seen whole. */
const KEPT = 4096;
const LOOKED_AT = 16_384;

/** What stands for a long string or value that was cut. `bytes` is its size as UTF-8, `sha` the keyed digest of all of it. */
export type CutMarker = { truncated: true; bytes: number; sha: string; start: JsonValue };

/** Keys under which the name of a name-and-value pair stands, and those of the value. */
const PAIR_NAMES = ['name', 'key', 'header', 'field', 'label', 'selector', 'placeholder', 'variable', 'env'];
const PAIR_VALUES = ['value', 'val', 'text', 'content', 'data', 'default'];
/** Inside something secret, these say what it is and stay. */
const ABOUT =
  /^(?:name|type|kind|domain|path|url|host|expires|expiry|samesite|secure|httponly|provider|user|username)$/i;
const HINTS_AT_SECRET = /passw|passphrase|passcode|secret|\botp\b|\bcvv\b|\bpin\b|api.?key|\btoken\b/i;

/** @param key 32 bytes, see `loadRedactionKey`: digests of short secrets could be guessed without one. */
export function createRedactor({ key }: { key: Buffer }): Redactor {
  const digest = (text: string): string => createHmac('sha256', key).update(text).digest('hex').slice(0, 12);
  // The same secret often comes several times in a row.
  let last = { secret: '', marked: `[redacted:${digest('')}]` };
  const mark: Mark = (secret) => {
    if (secret !== last.secret) last = { secret, marked: `[redacted:${digest(secret)}]` };
    return last.marked;
  };

  const bounded: Redactor['bounded'] = (value, options) => {
    const walker = new Walker(mark, digest, options);
    return { value: walker.walk(value, 0, 'plain'), cut: walker.cut, chars: walker.chars };
  };
  return {
    bounded,
    digest,
    value: (value, options = {}) => bounded(value, options).value,
    text(text, options = {}) {
      const replaceExtra = extraSecrets(options.extraSecrets, mark);
      const limit = options.maxString ?? Infinity;
      if (text.length <= limit) return redactText(replaceExtra(text), mark);
      const { bytes, sha, start } = cutString(text, digest, (part) => redactText(replaceExtra(part), mark));
      return `${start}… [cut: ${bytes} bytes, ${sha}]`;
    },
  };
}

function cutString(
  text: string,
  digest: (text: string) => string,
  redact: (part: string) => string,
): { bytes: number; sha: string; start: string } {
  const start = redact(text.slice(0, LOOKED_AT)).slice(0, KEPT);
  return { bytes: Buffer.byteLength(text), sha: digest(text), start };
}

const unchanged: Mark = (text) => text;

function extraSecrets(secrets: readonly string[] | undefined, mark: Mark): Mark {
  const all = secrets?.filter((secret) => secret !== '');
  if (!all || all.length === 0) return unchanged;
  // The longest first, so that a secret that is part of another leaves no rest of it.
  const spellings = all
    .flatMap((secret) => {
      const replacement = mark(secret);
      const forms = new Set([
        secret,
        encodeURIComponent(toWellFormed(secret)),
        JSON.stringify(secret).slice(1, -1),
      ]);
      return [...forms].map((form) => ({ form, replacement }));
    })
    .sort((a, b) => b.form.length - a.form.length);
  return (text) => {
    let out = text;
    for (const { form, replacement } of spellings) {
      // One or two characters stand everywhere: those are replaced only where they are the whole value.
      if (form.length > 2) out = out.replaceAll(form, () => replacement);
      else if (out === form) out = replacement;
    }
    return out;
  };
}

function toWellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** `secret`: below a name that says so, where every leaf goes. */
type Mode = 'plain' | 'secret';

class Walker {
  cut = false;
  private left: number;
  private readonly maxChars: number;
  private readonly limit: number;
  private readonly replaceExtra: Mark;
  private readonly ancestors: object[] = [];
  private readonly mark: Mark;
  private readonly digest: (text: string) => string;

  constructor(mark: Mark, digest: (text: string) => string, options: RedactOptions) {
    this.mark = mark;
    this.digest = digest;
    this.maxChars = options.maxChars ?? MAX_CHARS;
    this.left = this.maxChars;
    this.limit = options.maxString ?? Infinity;
    this.replaceExtra = extraSecrets(options.extraSecrets, mark);
  }

  get chars(): number {
    return this.maxChars - this.left;
  }

  walk(value: unknown, depth: number, mode: Mode): JsonValue {
    this.left -= 4;
    if (typeof value === 'string') return mode === 'secret' ? this.hide(value) : this.string(value);
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) return null;
      return mode === 'secret' ? this.hide(String(value)) : value;
    }
    if (typeof value === 'boolean') return value;
    if (typeof value !== 'object' || value === null) return null;
    if (this.ancestors.includes(value)) return '[circular]';
    if (depth >= MAX_DEPTH) return '[nested too deep]';
    this.ancestors.push(value);
    try {
      return Array.isArray(value) ? this.array(value, depth, mode) : this.object(value, depth, mode);
    } finally {
      this.ancestors.pop();
    }
  }

  private text(text: string): string {
    return redactText(this.replaceExtra(text), this.mark);
  }

  private string(text: string): JsonValue {
    if (text.length > this.limit || text.length > this.left) {
      if (text.length <= this.limit) this.cut = true;
      const marker: CutMarker = {
        truncated: true,
        ...cutString(text, this.digest, (part) => this.text(part)),
      };
      this.left -= KEPT;
      return marker;
    }
    this.left -= text.length;
    return this.text(text);
  }

  private hide(secret: string): string {
    return secret === '' || /^\[redacted:[0-9a-f]{12}\]$/.test(secret) ? secret : this.mark(secret);
  }

  private spent(): boolean {
    if (this.left > 0) return false;
    this.cut = true;
    return true;
  }

  private array(items: readonly unknown[], depth: number, mode: Mode): JsonValue[] {
    const out: JsonValue[] = [];
    let before: unknown;
    for (const item of items) {
      if (this.spent()) {
        out.push('[cut]');
        break;
      }
      out.push(this.walk(item, depth + 1, this.followsName(before, item, items.length) ? 'secret' : mode));
      before = item;
    }
    return out;
  }

  /** `['--password', 'x']` in a command's arguments, `['Authorization', 'x']` in a list of pairs. */
  private followsName(before: unknown, item: unknown, length: number): boolean {
    if (typeof before !== 'string' || typeof item !== 'string') return false;
    if (/^--?[A-Za-z][\w-]*$/.test(before)) return !item.startsWith('-') && judgeName(before) === 'sure';
    return length === 2 && judgeName(before) === 'sure' && !/\s/.test(before);
  }

  private object(value: object, depth: number, mode: Mode): JsonValue {
    const out: { [key: string]: JsonValue } = {};
    const hidden = pairSecret(value);
    for (const key of Object.keys(value)) {
      if (this.spent()) {
        out['[cut]'] = true;
        break;
      }
      const member = (value as Record<string, unknown>)[key];
      if (member === undefined) continue;
      const isHidden = hidden !== null && PAIR_VALUES.includes(key);
      const name = this.key(key);
      define(out, name, this.walk(member, depth + 1, isHidden ? 'secret' : modeOf(key, member, mode)));
    }
    return out;
  }

  /** A key may itself be a secret (a table by token) or endless. */
  private key(key: string): string {
    this.left -= key.length;
    const kept = key.length > KEPT ? `${key.slice(0, KEPT)}… [cut: ${this.digest(key)}]` : key;
    return this.text(kept);
  }
}

/** Sets a member, also one called `__proto__`, which an assignment would not make a member. */
function define(object: { [key: string]: JsonValue }, key: string, value: JsonValue): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Whether an object is a name-and-value pair whose name says secret, or is marked as one (`secret: true`). */
function pairSecret(value: object): true | null {
  const members = value as Record<string, unknown>;
  if (Object.hasOwn(members, 'secret') && members.secret === true) return true;
  if (!PAIR_VALUES.some((key) => Object.hasOwn(members, key))) return null;
  for (const key of PAIR_NAMES) {
    const name = Object.hasOwn(members, key) ? members[key] : undefined;
    if (typeof name !== 'string' || name.length > 500) continue;
    if (
      judgeName(name) === 'sure' ||
      (/^(?:selector|label|placeholder)$/.test(key) && HINTS_AT_SECRET.test(name))
    ) {
      return true;
    }
  }
  return null;
}

function modeOf(key: string, member: unknown, mode: Mode): Mode {
  if (mode === 'secret') return ABOUT.test(key) ? 'plain' : 'secret';
  const verdict = judgeName(key);
  if (verdict === 'no') return 'plain';
  if (typeof member === 'number') return verdict === 'sure' && !countsSomething(key) ? 'secret' : 'plain';
  if (verdict === 'likely') return typeof member === 'string' && looksIssued(member) ? 'secret' : 'plain';
  return 'secret';
}
