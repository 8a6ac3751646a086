import { Document } from 'domhandler';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstMatch, selectorProblem } from '../../../../src-main/tools/web-scrape/selector-engine.ts';

const broken = [
  'div[',
  '!!',
  'div >',
  '> a',
  '123',
  'a,,b',
  ',',
  ':::',
  '###',
  'a:nope',
  'div:not(',
  '[href=',
  '@x',
];
const more = [
  '<b>x</b>',
  'div{',
  'p::before',
  'a"b',
  '(x)',
  'svg|a',
  'a||b',
  'a > > b',
  ':nth-child(foo)',
  ':not(> a)',
];
test.each([...broken, ...more, '', '  ', 'a'.repeat(1001), 'a '.repeat(101)])('%j is refused', (selector) => {
  expect(selectorProblem(selector)).not.toBeNull();
});

test.each([
  'a[href]',
  '#id.class > li:nth-child(2n+1)',
  'h1, h2 ~ p',
  ':has(> img)',
  'div:not(.x, .y) a:contains("z")',
  'my-element',
  'p:first',
  'li:eq(2)',
  '[data-x="1" i]',
  '*',
  'título',
])('%j is accepted', (selector) => expect(selectorProblem(selector)).toBeNull());

test('whatever passes the check can be used, and nothing makes the check itself fail', () => {
  const piece = fc.constantFrom(
    ...'a b . # [ ] ( ) : > ~ + , " = * | not( nth-child( x 1 \\'.split(' '),
    ' ',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const selector = pieces.join('');
      if (selectorProblem(selector) === null) firstMatch(new Document([]), selector);
    }),
    { numRuns: 2000 },
  );
});
