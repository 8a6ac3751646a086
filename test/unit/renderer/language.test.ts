import { describe, expect, it } from 'vitest';
import { localized, rewriteAll } from '../../../src-preload/words/language.ts';
import { pseudo } from '../../../src-preload/words/pseudo.ts';

describe('the pseudo-locale', () => {
  it('is readable, in brackets, and two fifths longer', () => {
    const said = pseudo('Nothing waits');
    expect(said).toMatch(/^⟦Ñôţhîñg|^⟦Ñôthîñg wâîtš/);
    expect(said.length).toBeGreaterThanOrEqual(Math.ceil('Nothing waits'.length * 1.4));
  });

  it('leaves alone what has no letters', () => {
    expect(pseudo('–')).toBe('–');
    expect(pseudo('')).toBe('');
  });
});

describe('words in another language', () => {
  it('are put into every text, list and function, also of files that come later', () => {
    const early = localized({
      a: 'one',
      deep: { list: ['two', 'three'] },
      n: (count: number) => `${count} runs`,
    });
    const { deep } = early;
    rewriteAll((text) => `<${text}>`);
    const late = localized({ b: 'four' });
    expect(early.a).toBe('<one>');
    expect(deep.list).toEqual(['<two>', '<three>']);
    expect(early.n(2)).toBe('<2 runs>');
    expect(late.b).toBe('<four>');
    // Twice would bracket the brackets.
    rewriteAll((text) => `(${text})`);
    expect(early.a).toBe('<one>');
  });
});
