import { MAX_JSON_DEPTH } from '../../src-preload/contract/schemas/common.ts';

/** What one request may weigh, in characters of its strings and keys plus `VALUE_WEIGHT` for each value. */
export const MAX_REQUEST_WEIGHT = 4 * 1024 * 1024;
/** Copying, freezing and hashing cost more for a value than for a character, and nobody else is heard meanwhile. */
export const VALUE_WEIGHT = 16;

/** Keys that would reach an object's prototype instead of the object. */
const PROTOTYPE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** A request that JSON could not have carried. `message` says where and why. */
export class NotPlainJson extends Error {
  override name = 'NotPlainJson';
}

/**
 * Copies what a page sent into plain JSON data: structured clone also carries Maps, Dates, cycles, `__proto__` members and
 * gigabytes, and nothing behind this wrapper should have to think of them. `undefined` members are left out.
 * @throws NotPlainJson
 */
export function plainJson(value: unknown): unknown {
  let weight = 0;
  const weigh = (more: number): void => {
    weight += more;
    if (weight > MAX_REQUEST_WEIGHT) throw new NotPlainJson('The request is too large (4 MB at most).');
  };
  const copy = (part: unknown, path: string, depth: number): unknown => {
    weigh(VALUE_WEIGHT);
    if (part === undefined || part === null || typeof part === 'boolean') return part;
    if (typeof part === 'string') {
      weigh(part.length);
      return part;
    }
    if (typeof part === 'number') {
      if (Number.isFinite(part)) return part;
      throw new NotPlainJson(`${path || 'The value'} is not a finite number.`);
    }
    if (typeof part !== 'object')
      throw new NotPlainJson(`${path || 'The value'} is a ${typeof part}, not data.`);
    if (depth === 0)
      throw new NotPlainJson(`${path.slice(0, 80)}… is nested deeper than ${MAX_JSON_DEPTH} levels.`);
    if (Array.isArray(part)) {
      // Holes are slots too: an empty array of a billion is a few bytes on its way here.
      if (part.length * VALUE_WEIGHT > MAX_REQUEST_WEIGHT) weigh(part.length * VALUE_WEIGHT);
      return Array.from(part, (item: unknown, index) => copy(item, `${path}[${index}]`, depth - 1) ?? null);
    }
    const prototype: unknown = Object.getPrototypeOf(part);
    if (prototype !== Object.prototype && prototype !== null) {
      throw new NotPlainJson(`${path || 'The value'} is not a plain object.`);
    }
    const out: Record<string, unknown> = {};
    for (const [key, member] of Object.entries(part)) {
      if (PROTOTYPE_KEYS.has(key))
        throw new NotPlainJson(`${path || 'The value'} has a member named ${key}.`);
      weigh(key.length);
      const copied = copy(member, path ? `${path}.${key}` : key, depth - 1);
      if (copied !== undefined) out[key] = copied;
    }
    return out;
  };
  return copy(value, '', MAX_JSON_DEPTH);
}
