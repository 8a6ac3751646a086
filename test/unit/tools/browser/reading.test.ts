import { describe, expect, test } from 'vitest';
import { secretHider } from '../../../../src-main/platform/marked-secrets.ts';
import { ToolError } from '../../../../src-main/platform/tool-error.ts';
import { reasonOf } from '../../../../src-main/tools/browser-automation/failure.ts';
import { nearWords } from '../../../../src-main/tools/browser-automation/nearest.ts';
import {
  MAX_TEXT,
  received,
  receivedChoice,
  type Reading,
} from '../../../../src-main/tools/browser-automation/reading.ts';

const hide = secretHider(['Hunter2']);
const CUT = '… [cut]';

describe('what comes of a reading', () => {
  test('is hidden, whole where it is not too long', () => {
    expect(received('text', 'a Hunter2', hide)).toBe('a ••••••');
    expect(received('attribute', null, hide)).toBeNull();
    expect(received('table', [['a', 'hunter2'], []], hide)).toEqual([['a', '••••••'], []]);
    expect(received('links', [{ text: 'HUNTER2', href: '/hunter2' }], hide)).toEqual([
      { text: '••••••', href: '/••••••' },
    ]);
    expect(received('table', null, hide)).toBeNull();
  });

  test('is kept up to a budget over all of it, marked where it is cut, and no beginning of a secret is left there', () => {
    const begun = `${'a'.repeat(MAX_TEXT - 4)}Hunter2`;
    expect(received('text', begun, hide)).toBe(`${'a'.repeat(MAX_TEXT - 4)}${CUT}`);
    const half = 'a'.repeat(MAX_TEXT / 2);
    const rows = received('table', [[half, half, 'more'], ['more']], hide) as string[][];
    expect(rows).toEqual([[half, `${half.slice(0, -1)}${CUT}`, CUT], [CUT]]);
    const link = { text: half, href: '/' };
    const links = received('links', [link, link, link], hide) as object[];
    expect(links).toHaveLength(3);
    expect(links[2]).toEqual({ text: CUT, href: '' });
    // Nothing is no free of charge either.
    const empty = received('table', [Array(20_000).fill('')], hide) as string[][];
    expect(empty[0]).toHaveLength(10_001);
    const many = received('table', Array(9_000).fill(Array(1_000).fill('')), hide) as string[][];
    expect(many.flat().length).toBeLessThan(MAX_TEXT + 2);
  });

  test.each<[Reading, unknown]>([
    ['text', 7],
    ['text', null],
    ['html', { length: 3 }],
    ['value', ['a']],
    ['table', 'a'],
    ['table', ['a']],
    ['table', [[{}]]],
    ['links', null],
    ['links', ['a']],
    ['links', [{ text: 'a' }]],
  ])('that is no %s is said: %j', (what, value) => {
    expect(() => received(what, value, hide)).toThrow(
      expect.objectContaining({ status: 'error', code: 'bad_reading' }) as Error,
    );
  });

  test('of a list is bounded as well', () => {
    expect(receivedChoice(['Hunter2', 'x'.repeat(2_000)], hide)).toEqual(['••••••', `${'x'.repeat(1_000)}…`]);
  });
});

test('why a step failed is hidden before it is cut', () => {
  const { message } = reasonOf(new Error(`locator.fill: ${'a'.repeat(597)}Hunter2`), hide);
  expect(message).toBe(`${'a'.repeat(597)}•••….`);
  expect(reasonOf(new ToolError('error', 'x', 'No Hunter2.'), hide).message).toBe('No ••••••.');
});

describe('what comes nearest', () => {
  const near = { kind: 'button', name: 'Pay', id: '', testId: null, field: null };

  test('is put into words, each once', () => {
    const named = { ...near, id: 'pay', testId: 'p', field: 'f' };
    expect(nearWords([near, near, named], 5, hide)).toEqual([
      'button "Pay"',
      'button "Pay" #pay [data-testid="p"] [name="f"]',
    ]);
    expect(nearWords([near, named], 1, hide)).toHaveLength(1);
  });

  test('has no beginning of a secret, cut here or in the page', () => {
    const cutHere = { ...near, name: `${'a'.repeat(56)}Hunter2 and more` };
    expect(nearWords([cutHere], 5, hide)).toEqual([`button "${'a'.repeat(56)}••••…"`]);
    const cutThere = { ...near, name: 'HUNT'.padStart(1_000, ' '), id: 'b' };
    expect(nearWords([cutThere], 5, hide)[0]).not.toMatch(/hunt/i);
  });

  test('is none where the page gives something else', () => {
    expect(nearWords('x', 5, hide)).toEqual([]);
    expect(nearWords([null, 7, { name: {} }], 5, hide)).toEqual(['element']);
  });
});
