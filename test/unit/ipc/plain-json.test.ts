import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_REQUEST_WEIGHT, NotPlainJson, plainJson } from '../../../src-main/ipc/plain-json.ts';

const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;
let deep: unknown = 1;
for (let i = 0; i < 10_000; i += 1) deep = [deep];

describe('plainJson', () => {
  it('copies any JSON value as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const json = JSON.parse(JSON.stringify(value)) as unknown;
        fc.pre(!/"(__proto__|constructor|prototype)":/.test(JSON.stringify(json)));
        expect(plainJson(json)).toEqual(json);
      }),
    );
  });

  it.each([
    ['a cycle', cyclic],
    ['a deep nest', deep],
    ['a Map', new Map([['a', 1]])],
    ['a Date', { when: new Date() }],
    ['a typed array', { bytes: new Uint8Array(3) }],
    ['NaN', { n: Number.NaN }],
    ['Infinity', [Infinity]],
    ['a bigint', { n: 1n }],
    ['a function', { f: () => 1 }],
    ['a __proto__ member', JSON.parse('{"a": {"__proto__": {"polluted": true}}}')],
    ['a constructor member', { constructor: { prototype: { polluted: true } } }],
    ['more than 4 MB', ['x'.repeat(MAX_REQUEST_WEIGHT)]],
    ['more booleans than can be looked at quickly', { a: Array(2 ** 20).fill(true) }],
    ['as many nulls', [Array(2 ** 20).fill(null)]],
    ['as many holes', { a: Array(2 ** 31) }],
    [
      'as many undefined members',
      Object.fromEntries(Array.from({ length: 2 ** 19 }, (_, i) => [i, undefined])),
    ],
    ['a class', Object.create({ inherited: 1 }) as object],
  ])('refuses %s', (_name, value) => {
    expect(() => plainJson(value)).toThrow(NotPlainJson);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('leaves out members that are undefined', () => {
    expect(plainJson({ a: undefined, b: [1] })).toEqual({ b: [1] });
  });
});
