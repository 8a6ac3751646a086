import { describe, expect, it } from 'vitest';
import { chunks } from '../../../src-renderer/ui/chunks.ts';
import { head, plain, segments, type Segment } from '../../../src-renderer/ui/inert.ts';

const shown = (text: string, lines = false): string =>
  segments(text, lines)
    .map((part) => (part.kind === 'text' ? part.text : `[${part.label}]`))
    .join('');

it('a tooltip or a name shows hidden characters by their numbers, and no more than fits', () => {
  expect(plain('invoice\u202Efdp.exe\u001b\n', 100)).toBe('invoiceU+202Efdp.exeU+001B\\n');
  expect(plain('abc\u202Edef', 4)).toBe('abcU+202E');
});

describe('segments', () => {
  it('leaves ordinary text of any script alone', () => {
    for (const text of ['plain', 'naïve café', 'Ελληνικά', '日本語', 'שלום', 'مرحبا', 'a\u00A0b', '𝒳']) {
      expect(segments(text)).toEqual<Segment[]>([{ kind: 'text', text }]);
    }
    expect(segments('')).toEqual([]);
  });

  it.each([
    ['right-to-left override', 'a\u202Eb', 'a[U+202E]b'],
    ['isolates', '\u2066x\u2069', '[U+2066]x[U+2069]'],
    ['zero width space', 'pay\u200Bpal', 'pay[U+200B]pal'],
    ['tag characters', `a${String.fromCodePoint(0xe0041)}b`, 'a[U+E0041]b'],
    ['variation selectors supplement', `a${String.fromCodePoint(0xe0100)}b`, 'a[U+E0100]b'],
    ['Hangul filler', 'a\u3164b', 'a[U+3164]b'],
    ['Mongolian vowel separator', 'a\u180Eb', 'a[U+180E]b'],
    ['combining grapheme joiner', 'a\u034Fb', 'a[U+034F]b'],
    ['soft hyphen', 'a\u00ADb', 'a[U+00AD]b'],
    ['null, bell, escape, C1', '\0\u0007\u001B\u009B', '[U+0000][U+0007][U+001B][U+009B]'],
    ['line and paragraph separators', 'a\u2028b\u2029c', 'a[U+2028]b[U+2029]c'],
    ['a lone surrogate', 'a\uD800b', 'a[U+D800]b'],
    ['private use', 'a\uE000b', 'a[U+E000]b'],
    ['byte order mark', '\uFEFFa', '[U+FEFF]a'],
  ])('marks %s', (_name, text, expected) => {
    expect(shown(text)).toBe(expected);
    expect(shown(text, true)).toBe(expected);
  });

  it('marks line ends and tabs in one line, and keeps them in a block', () => {
    expect(shown('a\n\tb\r\n')).toBe('a[\\n][\\t]b[\\r][\\n]');
    expect(shown('a\n\tb\r\n', true)).toBe('a\n\tb[\\r]\n');
  });

  it('leaves emoji sequences whole, and marks joiners anywhere else', () => {
    const family = '👩\u200D👩\u200D👧';
    expect(shown(`${family} ❤\uFE0F`)).toBe(`${family} ❤\uFE0F`);
    expect(shown('a\u200Db')).toBe('a[U+200D]b');
    expect(shown('a\uFE0Fb')).toBe('a[U+FE0F]b');
    expect(shown('👩\u200D')).toBe('👩[U+200D]');
    expect(shown('👩\u200D\u200D👧')).toBe('👩[U+200D][U+200D]👧');
  });

  it('names what it marks', () => {
    expect(segments('\u202E')).toEqual([{ kind: 'mark', label: 'U+202E', name: 'right-to-left override' }]);
  });

  it('tells a long run of hidden characters in one mark', () => {
    expect(shown(`a${'\u200B'.repeat(1_000_000)}b`)).toBe('a[U+200B ×1000000]b');
    expect(shown('\u200B\u202E'.repeat(10))).toBe('[20 hidden]');
    expect(shown(`${'\u200B'.repeat(17)}\n${'\u200B'.repeat(2)}`, true)).toBe(
      '[U+200B ×17]\n[U+200B][U+200B]',
    );
  });
});

describe('head', () => {
  it('never cuts a surrogate pair in half', () => {
    expect(head('ab😀c', 3)).toBe('ab');
    expect(head('ab😀c', 4)).toBe('ab😀');
    expect(head('ab', 5)).toBe('ab');
  });
});

describe('chunks', () => {
  it('joins back to the text, cut at line ends where there are any', () => {
    const text = Array.from({ length: 500 }, (_, index) => `line ${index} 😀`).join('\n');
    const parts = chunks(text, text.length, 100);
    expect(parts.length).toBeGreaterThan(50);
    expect(parts.join('\n')).toBe(text);
  });

  it('cuts text without line ends by size, keeping pairs whole', () => {
    const text = '😀'.repeat(1000);
    const parts = chunks(text, 1000, 99);
    expect(parts.join('')).toBe('😀'.repeat(500));
    expect(parts.every((part) => !/\p{Cs}/u.test(part))).toBe(true);
  });

  it('gives nothing for nothing', () => {
    expect(chunks('', 100, 10)).toEqual([]);
  });
});
