import type { JsonValue } from '../../../src-preload/contract/json.ts';
import type { Hider } from '../../platform/marked-secrets.ts';
import { ToolError } from '../../platform/tool-error.ts';

/*
 * What is read from a page. The functions that run in the page use nothing from outside themselves. What they return is the
 * page's word, for its scripts may have changed whatever they call: it is bounded there, so that an ordinary page sends no more
 * than is kept, and again where it arrives.
 */

/** Characters of one reading that are kept, over all; rows of a table or links of a page; cells of a row. */
export const MAX_TEXT = 500_000;
const MAX_ITEMS = 10_000;
/** Characters of a chosen value; the arguments themselves may name no longer one. */
const MAX_CHOICE = 1_000;
/** What stands where something was cut. */
const CUT = '… [cut]';

export type Reading = 'text' | 'html' | 'attribute' | 'value' | 'table' | 'links';

export interface ReadArgs {
  what: Reading;
  attribute: string;
  maxText: number;
  maxItems: number;
}

export const readArgs = (what: Reading, attribute: string | undefined): ReadArgs => ({
  what,
  attribute: attribute ?? '',
  maxText: MAX_TEXT,
  maxItems: MAX_ITEMS,
});

/** Reads one thing from an element, and a little beyond what is kept of it. Runs in the page. null: there is no such thing. */
export function readElement(element: Element, { what, attribute, maxText, maxItems }: ReadArgs): JsonValue {
  let left = maxText + 1;
  const take = (text: string): string => {
    const taken = text.slice(0, left);
    // An empty one takes room as well.
    left -= taken.length + 1;
    return taken;
  };
  const shown = (node: Element): string => (node instanceof HTMLElement ? node.innerText : node.textContent);
  /** As many as there is room for, and one more. */
  const each = <T, R>(all: Iterable<T>, read: (one: T) => R): R[] => {
    const taken: R[] = [];
    for (const one of all) {
      if (left <= 0 || taken.length > maxItems) break;
      taken.push(read(one));
    }
    return taken;
  };
  switch (what) {
    case 'text':
      return take(shown(element));
    case 'html':
      return take(element.outerHTML);
    case 'attribute': {
      const value = element.getAttribute(attribute);
      return value === null ? null : take(value);
    }
    case 'value': {
      const value: unknown = (element as { value?: unknown }).value;
      return typeof value === 'string' ? take(value) : null;
    }
    case 'table': {
      const table = element.matches('table') ? element : element.querySelector('table');
      if (table === null) return null;
      return each(table.rows, (row) => each(row.cells, (cell) => take(shown(cell).trim())));
    }
    case 'links':
      return each(element.querySelectorAll('a[href]'), (link) => ({
        text: take(shown(link).trim()),
        href: take((link as HTMLAnchorElement).href),
      }));
  }
}

/**
 * What has come of a reading, hidden and then cut to what is kept of it. What was left out is marked.
 * @throws ToolError `error` (`bad_reading`) where it is nothing of the kind that was asked for
 */
export function received(what: Reading, value: unknown, hide: Hider): JsonValue {
  // Counted as in the page, which has cut only what is beyond this.
  let left = MAX_TEXT;
  const keep = (text: unknown): string => {
    if (typeof text !== 'string') throw badReading(what);
    const kept = hide.cut(text.slice(0, Math.max(0, left)), Infinity, {
      isCut: text.length > left,
      mark: CUT,
    });
    left -= text.length + 1;
    return kept;
  };
  const keepEach = <T>(all: unknown, read: (one: unknown) => T, more: T): T[] => {
    if (!Array.isArray(all)) throw badReading(what);
    const kept: T[] = [];
    for (const one of all as unknown[]) {
      if (left <= 0 || kept.length === MAX_ITEMS) return [...kept, more];
      kept.push(read(one));
    }
    return left < 0 ? [...kept, more] : kept;
  };
  switch (what) {
    case 'text':
    case 'html':
      return keep(value);
    case 'attribute':
    case 'value':
      return value === null ? null : keep(value);
    case 'table':
      return value === null ? null : keepEach(value, (row) => keepEach(row, keep, CUT), [CUT]);
    case 'links':
      return keepEach(
        value,
        (link) => {
          if (typeof link !== 'object' || link === null) throw badReading(what);
          const { text, href } = link as { text?: unknown; href?: unknown };
          return { text: keep(text), href: keep(href) };
        },
        { text: CUT, href: '' },
      );
  }
}

/** The values of a list that are chosen, as the page has them. */
export function receivedChoice(values: readonly string[], hide: Hider): string[] {
  return values.slice(0, MAX_ITEMS).map((value) => hide.cut(value, MAX_CHOICE));
}

function badReading(what: Reading): ToolError {
  return new ToolError('error', 'bad_reading', `The page gave something else than its ${what}.`);
}
