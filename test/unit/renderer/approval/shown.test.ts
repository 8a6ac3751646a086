import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../../src-preload/contract/json.ts';
import { canonicalJson } from '../../../../src-main/execution/canonical.ts';
import { requestFlags } from '../../../../src-main/execution/flags.ts';
import {
  beginning,
  canonicalLines,
  isLong,
  sameJson,
  sizeOf,
  type Line,
} from '../../../../src-renderer/approval/canonical.ts';
import { changeRows, unsaidEffects } from '../../../../src-renderer/approval/change.ts';
import { masksFor, realHost, textAt } from '../../../../src-renderer/approval/secrets.ts';
import { firstOfSpans, plainText, spans, type Span } from '../../../../src-renderer/approval/spans.ts';

describe('arguments in canonical form', () => {
  const textOf = (lines: Line[]): string =>
    lines
      .flatMap(({ pieces }) => pieces)
      .map((piece) => {
        if (piece.kind === 'plain') return piece.text;
        return piece.kind === 'key' ? `${JSON.stringify(piece.text)}:` : JSON.stringify(piece.text);
      })
      .join('')
      .replaceAll(', ', ',');
  const values: JsonValue[] = [
    {},
    [],
    'a',
    { b: 1, a: [true, null, 'x'], c: { z: {}, y: [] } },
    { steps: [{ text: 'a"b', action: 'type' }, { deep: [[[{ a: 1 }]]] }], url: 'https://example.com' },
    { '10': 1, '9': 2, é: 3, Z: 4 },
  ];

  it.each(values.map((value) => [value]))('says all that is hashed of %j, in that order', (value) => {
    expect(textOf(canonicalLines(value, 'args'))).toBe(canonicalJson(value));
  });

  it('gives a string the path that the flags of main give it', () => {
    const args = { steps: [{ text: 'a\u200Bb' }], list: ['\u202Ex'] };
    const plan = { summary: '', risk: 'low' as const, steps: 1, effects: [], facts: {} };
    const flagged = requestFlags({ args, plan, labels: {} }, () => false).map(({ where }) => where);
    const paths = canonicalLines(args, 'args').flatMap(({ pieces }) =>
      pieces.flatMap((piece) => (piece.kind === 'string' ? [piece.path] : [])),
    );
    expect(flagged.sort()).toEqual(paths.sort());
  });

  it('folds what is long, by lines or by characters, and keeps the beginning only', () => {
    expect(isLong(canonicalLines({ a: 'x'.repeat(1_000) }, 'args'))).toBe(false);
    const wide = canonicalLines({ a: 'x'.repeat(100_000) }, 'args');
    expect(isLong(wide)).toBe(true);
    const cuts = beginning(wide).flatMap(({ pieces }) =>
      pieces.flatMap((piece) => (piece.kind === 'string' ? [piece.cut] : [])),
    );
    expect(cuts).toHaveLength(1);
    expect(cuts[0]).toBeLessThan(500);
    const many = canonicalLines(
      Array.from({ length: 5_000 }, (_, index) => `item ${index}`),
      'args',
    );
    expect(isLong(many)).toBe(true);
    expect(beginning(many).length).toBeLessThan(10);
    expect(sizeOf(beginning(many))).toBeLessThan(sizeOf(many));
  });

  it('puts short steps on one line, and never a long value', () => {
    const lines = canonicalLines(
      { steps: [{ action: 'click', selector: '#a' }, { text: 'x'.repeat(80) }] },
      'args',
    );
    expect(lines.map(({ depth }) => depth)).toEqual([0, 1, 2, 2, 3, 2, 1, 0]);
  });

  it('knows the same value in another order', () => {
    expect(sameJson({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
    expect(sameJson({ a: 1, b: [2] }, { b: [2], a: 2 })).toBe(false);
    expect(sameJson({ a: '1' }, { a: 1 })).toBe(false);
  });
});

describe('text of others', () => {
  const asText = (span: Span): string => {
    switch (span.kind) {
      case 'text':
        return span.text;
      case 'mark':
        return `[${span.label}]`;
      case 'break':
        return '\n';
      case 'secret':
        return '***';
    }
  };
  const shown = (text: string, masks: string[] = []): string => spans(text, masks).map(asText).join('');

  it('shows hidden characters, line ends and long runs of spaces', () => {
    expect(shown('pay\u200Bpal')).toBe('pay[U+200B]pal');
    expect(shown('a\nb')).toBe('a[\\n]\nb');
    expect(shown(`rm${' '.repeat(40)}-rf`)).toBe('rm[␣×40]-rf');
    expect(shown('a  b')).toBe('a  b');
    expect(shown(`a${'\u3000'.repeat(9)}b`)).toBe('a[␣×9]b');
    expect(shown(`a${'\u2800'.repeat(9)}b`)).toBe('a[␣×9]b');
    expect(shown('pay\uFFF9pal')).toBe('pay[U+FFF9]pal');
  });

  it('masks every place of a secret, the longest first', () => {
    expect(shown('type hunter2, hunter22', ['hunter2', 'hunter22'])).toBe('type ***, ***');
    expect(shown('nothing', ['', 'hunter2'])).toBe('nothing');
  });

  it('cuts what is shown, not what is masked', () => {
    const cut = firstOfSpans(spans('abcdef secretvalue', ['secretvalue']), 9);
    expect(cut.map(({ kind }) => kind)).toEqual(['text', 'secret']);
    expect(firstOfSpans(spans('abcdef'), 3)).toEqual([{ kind: 'text', text: 'abc' }]);
  });

  it('is plain with its marks where only plain text can stand', () => {
    expect(plainText('a\u202Eb')).toBe('a[U+202E]b');
  });
});

describe('secrets', () => {
  const view = (args: JsonValue, effect: { target: string; detail: string }, where: string[]) => ({
    args,
    plan: {
      summary: '',
      risk: 'high' as const,
      steps: 1,
      facts: {},
      effects: [{ kind: 'input' as const, ...effect }],
    },
    flags: where.map((path) => ({ kind: 'secret' as const, where: path, message: '' })),
  });

  it('masks the value at the flagged path, and what repeats it in the detail', () => {
    const masks = masksFor(
      view({ steps: [{ text: 'hunter2' }] }, { target: '#password', detail: 'type "hunter2"' }, [
        'args.steps[0].text',
      ]),
    );
    expect(masks.at('args.steps[0].text', 'hunter2')).toEqual(['hunter2']);
    expect(masks.at('args.other', 'hunter2')).toEqual([]);
    expect(masks.detail(0)).toEqual(['hunter2']);
    expect(masks.anywhere).toEqual(['hunter2']);
  });

  it('leaves of an address all but the user and the values', () => {
    const url = 'https://anna:pw@example.com/a?token=abc123&x=#k=v1';
    const masks = masksFor(
      view({ url }, { target: url, detail: '' }, ['args.url', 'plan.effects[0].target']),
    );
    expect(masks.at('args.url', url)).toEqual(['anna:pw', 'abc123', 'v1']);
    expect(masks.target(0)).toEqual(['anna:pw', 'abc123', 'v1']);
  });

  it('never masks where an effect goes, even when a secret is made to look like it', () => {
    const masks = masksFor(
      view({ text: 'evil.example' }, { target: 'evil.example', detail: '' }, [
        'args.text',
        'plan.effects[0].target',
      ]),
    );
    expect(masks.target(0)).toEqual([]);
  });

  it('masks no short secret by chance elsewhere', () => {
    const masks = masksFor(view({ pin: '12' }, { target: 'x', detail: 'click 12 times' }, ['args.pin']));
    expect(masks.at('args.pin', '12')).toEqual(['12']);
    expect(masks.detail(0)).toEqual([]);
  });

  it('finds the text and the real host that a flag is about', () => {
    const target = 'https://ex\u0430mple.com';
    const asked = view({ url: target }, { target, detail: '' }, []);
    expect(realHost(textAt(asked, 'args.url') ?? '')).toBe('xn--exmple-4nf.com');
    expect(realHost(textAt(asked, 'plan.effects[0].target') ?? '')).toBe('xn--exmple-4nf.com');
    expect(textAt(asked, 'args.none')).toBeUndefined();
    expect(realHost('not an address')).toBeNull();
  });
});

describe('changes', () => {
  it('are said in words, and in full where there are none', () => {
    const rows = changeRows([
      { key: 'tool_enabled.web_scrape', from: false, to: true },
      { key: 'allowed_domains', from: ['example.com'], to: [] },
      { key: 'unheard_of', from: null, to: { a: 1 } },
    ]);
    expect(rows.map(({ label }) => label)).toEqual(['Tool web_scrape', 'Allowed domains', null]);
    expect(rows[0]?.to).toEqual([{ ours: true, text: 'on', only: false }]);
    expect(rows[1]?.from).toEqual([{ ours: false, text: 'example.com', only: true }]);
    expect(rows[1]?.to[0]?.text).toContain('any public host');
    expect(rows[2]?.to).toEqual([{ ours: false, text: '{"a":1}', only: false }]);
  });

  it('leave out of the effects only what the list says word for word', () => {
    const change = [{ key: 'max_steps_per_run', from: 50, to: 60 }];
    const said = { kind: 'setting' as const, target: 'max_steps_per_run', detail: 'from 50 to 60' };
    const other = { ...said, detail: 'from 50 to 600' };
    const network = { ...said, kind: 'network' as const };
    expect(unsaidEffects([said, other, network], change).map(({ index }) => index)).toEqual([1, 2]);
  });
});

describe('the page', () => {
  const folder = join(import.meta.dirname, '../../../../src-renderer/approval');
  const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

  it('puts nothing on itself as markup, runs no text as code, and promises nothing for ever', () => {
    for (const { name, text } of files) {
      expect(text, name).not.toMatch(
        /innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|style=\{/,
      );
      if (name === 'texts.ts') expect(text).not.toMatch(/\balways\b/i);
    }
  });
});
