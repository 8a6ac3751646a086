import { load } from 'cheerio/slim';
import { Document, type Element } from 'domhandler';
import { isTraversal, parse, SelectorType, type Selector } from 'css-what';
import { MAX_SELECTOR_CHARS } from './selector-limits.ts';

/** Longer lists, like longer selectors, only serve to make matching slow. */
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
    const list = parse(selector);
    const parts = list.reduce((sum, tokens) => sum + tokens.length, 0);
    if (parts > MAX_PARTS) return `It has more than ${MAX_PARTS} parts.`;
    const stray = strayPart(list, false);
    if (stray !== null) return stray;
    // Compiling finds the unknown pseudo-classes that parsing lets through.
    firstMatch(new Document([]), selector);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What the parser lets through although CSS does not have it: names that are none, combinators with nothing beside them. */
function strayPart(list: Selector[][], isRelative: boolean): string | null {
  for (const tokens of list) {
    for (const [index, token] of tokens.entries()) {
      if (
        token.type === SelectorType.Tag &&
        !/^-?[\p{L}_\u{80}-\u{10ffff}][\w\-\u{80}-\u{10ffff}]*$/u.test(token.name)
      ) {
        return `"${token.name}" is no element name.`;
      }
      if (token.type === SelectorType.Parent || token.type === SelectorType.ColumnCombinator) {
        return `"${token.type === SelectorType.Parent ? '<' : '||'}" does not combine elements.`;
      }
      const isFirst = index === 0 && !isRelative;
      if (isTraversal(token) && (isFirst || index === tokens.length - 1)) {
        return 'It has a combinator with nothing on one side.';
      }
      if (token.type === SelectorType.Pseudo && Array.isArray(token.data)) {
        const inner = strayPart(token.data, token.name === 'has');
        if (inner !== null) return inner;
      }
    }
  }
  return null;
}
