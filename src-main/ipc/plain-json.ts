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

/** What a page sent, as plain JSON data. */
export interface PlainRequest {
  value: unknown;
  /** Members that are judged apart and could not be read: what is wrong with each, by its path. They are left out. */
  unreadable: ReadonlyMap<string, string>;
}

/**
 * Copies what a page sent into plain JSON data: structured clone also carries Maps, Dates, cycles, `__proto__` members and
 * gigabytes, and nothing behind this wrapper should have to think of them. `undefined` members are left out.
 * @param apart paths of members that have a weight of their own together, and whose faults are theirs alone
 * @throws NotPlainJson
 */
export function plainRequest(value: unknown, apart?: RegExp): PlainRequest {
  const unreadable = new Map<string, string>();
  const own = { weight: 0 };
  const theirs = { weight: 0 };
  const copied = copy(value, '', MAX_JSON_DEPTH, own, (member, path, depth) => {
    if (apart?.test(path) !== true) return undefined;
    try {
      return { value: copy(member, path, depth, theirs) };
    } catch (error) {
      if (!(error instanceof NotPlainJson)) throw error;
      unreadable.set(path, error.message);
      return { value: undefined };
    }
  });
  return { value: copied, unreadable };
}

/** The same, with nothing judged apart. @throws NotPlainJson */
export function plainJson(value: unknown): unknown {
  return plainRequest(value).value;
}

/** Copies a member in a way of its own; undefined: like any other. */
type CopyApart = (member: unknown, path: string, depth: number) => { value: unknown } | undefined;

function copy(
  part: unknown,
  path: string,
  depth: number,
  total: { weight: number },
  copyApart?: CopyApart,
): unknown {
  weigh(total, VALUE_WEIGHT);
  const name = path || 'The value';
  if (part === undefined || part === null || typeof part === 'boolean') return part;
  if (typeof part === 'string') {
    weigh(total, part.length);
    return part;
  }
  if (typeof part === 'number') {
    if (Number.isFinite(part)) return part;
    throw new NotPlainJson(`${name} is not a finite number.`);
  }
  if (typeof part !== 'object') throw new NotPlainJson(`${name} is a ${typeof part}, not data.`);
  if (depth === 0) {
    throw new NotPlainJson(`${path.slice(0, 80)}… is nested deeper than ${MAX_JSON_DEPTH} levels.`);
  }
  const member = (value: unknown, at: string): unknown => {
    const apart = copyApart?.(value, at, depth - 1);
    return apart ? apart.value : copy(value, at, depth - 1, total, copyApart);
  };
  if (Array.isArray(part)) {
    // Holes are slots too: an empty array of a billion is a few bytes on its way here.
    if (part.length * VALUE_WEIGHT > MAX_REQUEST_WEIGHT) weigh(total, part.length * VALUE_WEIGHT);
    return Array.from(part, (item: unknown, index) => member(item, `${path}[${index}]`) ?? null);
  }
  const prototype: unknown = Object.getPrototypeOf(part);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new NotPlainJson(`${name} is not a plain object.`);
  }
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(part)) {
    if (PROTOTYPE_KEYS.has(key)) throw new NotPlainJson(`${name} has a member named ${key}.`);
    weigh(total, key.length);
    const copied = member(value, path ? `${path}.${key}` : key);
    if (copied !== undefined) out[key] = copied;
  }
  return out;
}

function weigh(total: { weight: number }, more: number): void {
  total.weight += more;
  if (total.weight > MAX_REQUEST_WEIGHT) throw new NotPlainJson('The request is too large (4 MB at most).');
}
