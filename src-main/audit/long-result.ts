import type { JsonValue } from '../../src-preload/contract/json.ts';
import type { AppendOptions, AuditDraft } from './audit-log.ts';
import { MAX_ARTIFACT_BYTES } from './artifacts.ts';
import { MAX_RECORD, MAX_STRING, MIN_FIELD } from './fit.ts';
import type { Redactor } from './redaction.ts';

/** The whole of a result, as a file to be kept beside the record. */
export interface LongResult {
  name: string;
  mime: string;
  bytes: Uint8Array;
}

/**
 * Writes a value without its secrets, as text where it is one and as JSON otherwise, in UTF-8; null when that is more than
 * is kept of anything. Where that takes long it is done elsewhere, and ended by the signal. @throws the signal's reason
 */
export type RedactWhole = (
  value: JsonValue,
  extraSecrets: readonly string[],
  signal: AbortSignal,
) => Promise<Uint8Array | null>;

/**
 * The whole result of a draft, if the record is going to shorten it; null when the record keeps all of it, or when it is
 * too long even for a file.
 * @param signal of what need not be waited for any more. @throws its reason
 */
export async function longResult(
  { result, ...rest }: AuditDraft,
  redactWhole: RedactWhole,
  { extraSecrets = [] }: AppendOptions,
  signal: AbortSignal,
): Promise<LongResult | null> {
  if (result === undefined || !isShortened(result, rest)) return null;
  const bytes = await redactWhole(result, extraSecrets, signal);
  if (!bytes) return null;
  const isText = typeof result === 'string';
  return {
    name: isText ? 'result.txt' : 'result.json',
    mime: isText ? 'text/plain' : 'application/json',
    bytes,
  };
}

/** Does it here and now. */
export function redactHere(redactor: Redactor): RedactWhole {
  return async (value, extraSecrets) => redactedBytes(value, redactor, extraSecrets);
}

/** @param maxBytes of what comes out; more is null */
export function redactedBytes(
  value: JsonValue,
  redactor: Redactor,
  extraSecrets: readonly string[],
  maxBytes = MAX_ARTIFACT_BYTES,
): Uint8Array | null {
  // A character is a byte at the least.
  const { value: kept, cut } = redactor.bounded(value, { extraSecrets, maxChars: maxBytes });
  if (cut) return null;
  const bytes = Buffer.from(typeof kept === 'string' ? kept : `${JSON.stringify(kept, null, 2)}\n`);
  return bytes.length > maxBytes ? null : bytes;
}

/** Counted as the redactor counts; where it is close, yes: then the result is kept twice. */
function isShortened(result: JsonValue, rest: object): boolean {
  const counted = sizeOf(result);
  if (counted.longest > MAX_STRING) return true;
  const left = 0.9 * MAX_RECORD - sizeOf(rest).chars;
  return counted.chars > Math.max(0.9 * MIN_FIELD, left);
}

/** How much of a record a value takes, up to what is too much anyway; and its longest string. UTF-16 units. */
function sizeOf(value: unknown): { chars: number; longest: number } {
  const size = { chars: 0, longest: 0 };
  const waiting = [value];
  while (waiting.length > 0 && size.chars <= MAX_RECORD) {
    const next = waiting.pop();
    size.chars += 4;
    if (typeof next === 'string') {
      size.chars += next.length;
      size.longest = Math.max(size.longest, next.length);
    } else if (Array.isArray(next)) for (const item of next) waiting.push(item);
    else if (typeof next === 'object' && next !== null) {
      for (const [key, member] of Object.entries(next)) {
        size.chars += key.length;
        waiting.push(member);
      }
    }
  }
  return size;
}
