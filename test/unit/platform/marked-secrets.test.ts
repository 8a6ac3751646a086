import { describe, expect, test } from 'vitest';
import { HIDDEN, secretHider } from '../../../src-main/platform/marked-secrets.ts';

describe('what hides secrets', () => {
  const hide = secretHider(['Hunter2 &<"é', 'straße', 'ab', 'a.c+']);

  test.each([
    ['as it is', 'so: Hunter2 &<"é!', `so: ${HIDDEN}!`],
    ['in capitals', 'so: HUNTER2 &<"É!', `so: ${HIDDEN}!`],
    ['in small letters', 'so: hunter2 &<"é!', `so: ${HIDDEN}!`],
    ['in an address', '?q=hunter2%20%26%3C%22%c3%a9', `?q=${HIDDEN}`],
    ['of a form', '?q=Hunter2+%26%3C%22%C3%A9', `?q=${HIDDEN}`],
    ['in markup', 'hunter2 &amp;&lt;&quot;é', HIDDEN],
    ['where capitals are longer', 'STRASSE', HIDDEN],
    ['with marks of a pattern in it, literally', 'a.c+ abc+ a.cc', `${HIDDEN} abc+ a.cc`],
    ['that is short, where it is all', 'ab', HIDDEN],
    ['that is short, not within', 'cabin', 'cabin'],
  ])('finds one %s', (_how, given, hidden) => {
    expect(hide.text(given)).toBe(hidden);
    expect(hide.value({ [given]: [given] })).toEqual({ [hidden]: [hidden] });
  });

  test('cuts after it has hidden, and leaves no beginning of a secret at an end that is missing', () => {
    expect(hide.cut('the Hunter2 &<"é', 12)).toBe(`the ${HIDDEN}`);
    expect(hide.cut('the Hunter2 &<"é', 6)).toBe('the ••…');
    expect(hide.cut('short', 6)).toBe('short');
    expect(hide.cut('a longer text', 8)).toBe('a longer…');
    // Cut elsewhere, and here.
    expect(hide.cut('the HUNTER2 &', 50, { isCut: true })).toBe('the …');
    expect(hide.cut('the Hunter', 50, { isCut: true, mark: '… [cut]' })).toBe('the … [cut]');
    expect(hide.cut('the hunter2 then more', 11)).toBe('the …');
    // Two characters stand everywhere.
    expect(hide.cut('the Hu', 50, { isCut: true })).toBe('the Hu…');
    // As the page has it.
    expect(hide.cut('the Hunter', 50)).toBe('the Hunter');
  });

  test('takes no time to speak of for a long secret and a long text', () => {
    const long = secretHider(['ab'.repeat(50_000)]);
    const began = performance.now();
    expect(long.cut('ab'.repeat(40_000), 100_000, { isCut: true })).toBe('…');
    expect(long.cut('ba'.repeat(250_000), 400_000)).toMatch(/^b•{24}(?:ab)+a$/);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
