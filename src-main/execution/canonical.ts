import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '../../src-preload/contract/json.ts';

/**
 * One text for one JSON value: keys sorted by UTF-16 code units, no white space (the rules of RFC 8785 for the values
 * that JavaScript itself serialises). Members that are `undefined` are left out, as JSON does.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

/** sha256 (hex) of the canonical form. */
export function canonicalHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** Freezes a JSON value all the way down and returns it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}

/** A deep copy that JSON can carry, so that what was planned shares nothing with what the tool still holds. */
export function jsonCopy<T extends JsonValue | object>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** A typed object as the plain JSON that a record carries; members that are `undefined` are left out. */
export function toJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}
