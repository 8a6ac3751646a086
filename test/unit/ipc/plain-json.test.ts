import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAX_REQUEST_WEIGHT,
  NotPlainJson,
  plainJson,
  plainRequest,
} from '../../../src-main/ipc/plain-json.ts';

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

  it('judges members apart by themselves: what cannot be read there is left out, and said', () => {
    const apart = /^(steps\[\d+\]\.)?args$/;
    const wide = { a: Array(2 ** 20).fill(true) };
    const steps = [
      { tool: 'a', args: { n: NaN } },
      { tool: 'b', args: { fine: [1] } },
      { tool: 'c', args: wide },
    ];
    const read = plainRequest({ tool: 't', args: { x: { constructor: 1 } }, steps }, apart);
    expect(read.value).toEqual({
      tool: 't',
      steps: [{ tool: 'a' }, { tool: 'b', args: { fine: [1] } }, { tool: 'c' }],
    });
    expect([...read.unreadable]).toEqual([
      ['args', 'args.x has a member named constructor.'],
      ['steps[0].args', 'steps[0].args.n is not a finite number.'],
      ['steps[2].args', 'The request is too large (4 MB at most).'],
    ]);
    // Once too much is too much for all that come after it: the work stays bounded.
    const many = { steps: [{ args: wide }, { args: { small: 1 } }] };
    expect(plainRequest(many, apart).unreadable.size).toBe(2);
    // Nothing else is forgiven, neither beside the arguments nor with their names elsewhere.
    for (const bad of [{ n: NaN }, { more: { args: { n: NaN } } }, { args: {}, reason: NaN }]) {
      expect(() => plainRequest(bad, apart)).toThrow(NotPlainJson);
    }
    expect(() => plainRequest({ args: { n: NaN } })).toThrow(NotPlainJson);
  });

  it('leaves out members that are undefined', () => {
    expect(plainJson({ a: undefined, b: [1] })).toEqual({ b: [1] });
  });
});
