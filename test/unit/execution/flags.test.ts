import { describe, expect, it } from 'vitest';
import { requestFlags } from '../../../src-main/execution/flags.ts';
import type { Plan } from '../../../src-preload/contract/types.ts';

const plan: Plan = { summary: '', risk: 'high', steps: 1, effects: [], facts: {} };
const kinds = (args: Record<string, string>): string[] =>
  requestFlags({ args, plan, labels: {} }, (key) => key === 'password').map((flag) => flag.kind);

describe('flags', () => {
  it.each([
    ['a bidi override', { text: 'exe.\u202Egnp' }, ['bidi']],
    ['a zero-width space', { text: 'pass\u200Bword' }, ['invisible']],
    ['tag characters', { text: 'hi\u{E0041}\u{E0042}' }, ['invisible']],
    ['a joiner between letters', { text: 'pay\u200Dpal' }, ['invisible']],
    ['an escape', { text: 'a\u001B[2Kb' }, ['control']],
    ['a run of spaces', { text: `rm${' '.repeat(40)}-rf` }, ['long_spaces']],
    ['a run of blanks that are no spaces', { text: `rm${'\u2800'.repeat(40)}-rf` }, ['long_spaces']],
    ['the marks of an annotation', { text: 'pay\uFFF9pal' }, ['invisible']],
    ['a Cyrillic host', { url: 'https://аpple.com/' }, ['lookalike_host']],
    ['a punycode host', { url: 'https://xn--pple-43d.com/' }, ['lookalike_host']],
    ['a secret by its key', { password: 'x' }, ['secret']],
    ['a hidden character in a key', { 'te\u200Bxt': 'x' }, ['invisible']],
  ])('flags %s', (_name, args, expected) => {
    expect(kinds(args as unknown as Record<string, string>)).toEqual(expected);
  });

  it.each([
    ['plain words', 'Sign in, then wait.'],
    ['lines and tabs', 'a\n\tb'],
    ['an emoji of several', 'family 👩‍👩‍👧 and ❤️'],
    ['other scripts', 'Привет, 世界'],
    ['an ordinary address', 'https://example.com/a?b=c'],
  ])('leaves %s alone', (_name, text) => {
    expect(kinds({ text })).toEqual([]);
  });

  it('looks at effects and at what the caller says of itself', () => {
    const effects = [{ kind: 'navigate' as const, target: 'https://a\u202E.com', detail: '' }];
    const flags = requestFlags(
      { args: {}, plan: { ...plan, effects }, labels: { reason: 'a\u200Bb' } },
      () => false,
    );
    expect(flags.map(({ kind, where }) => [kind, where])).toEqual([
      ['invisible', 'labels.reason'],
      ['bidi', 'plan.effects[0].target'],
      ['lookalike_host', 'plan.effects[0].target'],
    ]);
  });
});
