import type { JsonValue } from '../../src-preload/contract/json.ts';
import {
  AUDIT_EVENTS,
  EFFECT_KINDS,
  STATUSES,
  VERDICTS,
  type AuditEntry,
} from '../../src-preload/contract/types.ts';
import { hashLine, readSeal } from './record.ts';

type Check = (value: unknown) => boolean;

/** As deep as the contract lets JSON be. */
const MAX_DEPTH = 64;
const SHA256 = /^[0-9a-f]{64}$/;
/** The id of a record whose own cannot be used: `#` and its number. */
const NUMBER_ID = /^#([1-9][0-9]{0,15})$/;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isId: Check = (value) => typeof value === 'string' && value !== '' && value.length <= 100;
const isJson: Check = (value) => isWithin(value, MAX_DEPTH);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const oneOf = (words: readonly string[]): Check => {
  const known = new Set<unknown>(words);
  return (value) => known.has(value);
};
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

/** What keys must hold, and whether they must be there; nothing else may be. */
type Shape = ReadonlyMap<string, { check: Check; needed: boolean }>;

function shape(needed: Record<string, Check>, optional: Record<string, Check> = {}): Shape {
  const entries = (checks: Record<string, Check>, isNeeded: boolean) =>
    Object.entries(checks).map(([key, check]) => [key, { check, needed: isNeeded }] as const);
  return new Map([...entries(needed, true), ...entries(optional, false)]);
}

const hasShape =
  (wanted: Shape): Check =>
  (value) =>
    isObject(value) && oddKeys(value, wanted).length === 0;

const EARLIER = ['tool_name', 'department', 'agent_id', 'reason', 'trace_id'];
/** A record's keys as `auditEntry` of the contract's schemas has them; a test holds the two together. */
const RECORD = shape(
  {
    audit_id: isId,
    ts: isNumber,
    ...Object.fromEntries(EARLIER.map((key) => [key, orNull(isText)])),
    status: orNull(oneOf(STATUSES)),
    duration_ms: orNull(isNumber),
    error: orNull(hasShape(shape({ code: isText, message: isText }, { details: isJson }))),
    args: isJson,
    seq: isNumber,
    event: oneOf(AUDIT_EVENTS),
    prev_hash: isText,
    hash: isText,
  },
  {
    run_id: isId,
    caller: isText,
    dry_run: (value) => typeof value === 'boolean',
    plan: isJson,
    decision: hasShape(
      shape(
        { verdict: oneOf(VERDICTS), decidedBy: isText, why: isText },
        { approvalId: isId, tainted: (value) => value === true },
      ),
    ),
    result: isJson,
    effects: listOf(hasShape(shape({ kind: oneOf(EFFECT_KINDS), target: isText, detail: isText }))),
    artifacts: listOf(
      hasShape(
        shape({
          sha256: (value) => typeof value === 'string' && SHA256.test(value),
          mime: isText,
          bytes: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
          name: isText,
        }),
      ),
    ),
    attempts: isNumber,
    detail: isJson,
  },
);

/**
 * Reads a line for whoever looks at the record: null when it has not even the number and the hashes of one. What somebody
 * edited, or a newer version of the app wrote, is never a reason to show nothing: keys that are not as this version knows
 * them are left out and named in `unreadable`, with the whole line. `hash` is named where the line has another one.
 */
export function readRecord(line: Buffer): AuditEntry | null {
  const seal = readSeal(line);
  if (!seal) return null;
  const text = line.toString('utf8');
  const value = parse(text);
  const odd = value ? oddKeys(value, RECORD) : [];
  // Written twice in a line, a member's last value counts for a parser, and the place for the chain.
  for (const [key, sealed] of [
    ['seq', seal.seq],
    ['prev_hash', seal.prevHash],
    ['hash', seal.hash],
  ] as const) {
    if (value && value[key] !== sealed && !odd.includes(key)) odd.push(key);
  }
  // Whatever else it says may be what somebody has put there.
  if (value && !odd.includes('hash') && hashLine(line) !== seal.hash) odd.push('hash');
  if (value && odd.length === 0) return value as unknown as AuditEntry;
  const kept = Object.fromEntries(Object.entries(value ?? {}).filter(([key]) => !odd.includes(key)));
  return {
    ...NOTHING,
    ts: 0,
    audit_id: `#${seal.seq}`,
    ...kept,
    seq: seal.seq,
    prev_hash: seal.prevHash,
    hash: seal.hash,
    unreadable: { keys: odd, line: text },
  };
}

const NOTHING = {
  event: 'unknown',
  trace_id: null,
  tool_name: null,
  agent_id: null,
  department: null,
  reason: null,
  status: null,
  duration_ms: null,
  error: null,
  args: null,
} as const;

/** The number in an id that was made from it; null for any other id. */
export function numberOfId(auditId: string): number | null {
  const number = NUMBER_ID.exec(auditId)?.[1];
  return number === undefined ? null : Number(number);
}

/** The values that `unreadable` leaves out, by their keys: to be searched like the rest. */
export function leftOut({ unreadable }: AuditEntry): JsonValue {
  const value = unreadable && parse(unreadable.line);
  if (!value) return unreadable?.line ?? null;
  return Object.fromEntries(
    unreadable.keys.filter((key) => key in value).map((key) => [key, value[key] as JsonValue]),
  );
}

function parse(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keys that are not as they should be, those that are missing among them. */
function oddKeys(value: Record<string, unknown>, wanted: Shape): string[] {
  const odd: string[] = [];
  for (const key of Object.keys(value)) if (wanted.get(key)?.check(value[key]) !== true) odd.push(key);
  for (const [key, { needed }] of wanted) if (needed && !Object.hasOwn(value, key)) odd.push(key);
  return odd;
}

function isWithin(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  if (Array.isArray(value)) return value.every((item) => isWithin(item, depth - 1));
  for (const key of Object.keys(value)) {
    if (!isWithin((value as Record<string, unknown>)[key], depth - 1)) return false;
  }
  return true;
}
