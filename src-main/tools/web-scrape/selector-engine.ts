import { load } from 'cheerio/slim';
import { Document, type Element } from 'domhandler';
import { parse } from 'css-what';

/** Longer selectors, and longer lists, only serve to make matching slow. */
export const MAX_SELECTOR_CHARS = 1000;
const MAX_PARTS = 100;

export class InvalidSelector extends Error {}

/**
 * The first element below `root` that the selector matches, in document order; null for none.
 * @throws InvalidSelector
 */
export function firstMatch(root: Document, selector: string): Element | null {
  let found: Element | undefined;
  try {
    // `find`, for `$(selector)` itself would take `<b>` for markup.
    found = load(root).root().find(selector)[0];
  } catch (error) {
    // Deep nesting is the page's fault, not the selector's.
    if (error instanceof RangeError) throw error;
    throw new InvalidSelector(error instanceof Error ? error.message : String(error));
  }
  return found ?? null;
}

/**
 * Says what is wrong with a selector, without any page; null when nothing is.
 */
export function selectorProblem(selector: string): string | null {
  if (selector.trim() === '') return 'It is empty.';
  if (selector.length > MAX_SELECTOR_CHARS) return `It is longer than ${MAX_SELECTOR_CHARS} characters.`;
  try {
    const parts = parse(selector).reduce((sum, tokens) => sum + tokens.length, 0);
    if (parts > MAX_PARTS) return `It has more than ${MAX_PARTS} parts.`;
    // Compiling finds the unknown pseudo-classes that parsing lets through.
    firstMatch(new Document([]), selector);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
