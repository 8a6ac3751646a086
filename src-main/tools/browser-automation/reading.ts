import type { JsonValue } from '../../../src-preload/contract/json.ts';

/*
 * What is read from a page. Each function runs in the page: it uses nothing from outside itself, and what it returns is the
 * page's word, bounded here and again where it arrives.
 */

/** Characters of a text, rows of a table, links of a page that are kept. */
export const MAX_TEXT = 500_000;
const MAX_ITEMS = 10_000;

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

/** Reads one thing from an element. Runs in the page. null: there is no such attribute, value or table. */
export function readElement(element: Element, { what, attribute, maxText, maxItems }: ReadArgs): JsonValue {
  const cut = (text: string): string => (text.length > maxText ? `${text.slice(0, maxText)}… [cut]` : text);
  const shown = (node: Element): string => (node instanceof HTMLElement ? node.innerText : node.textContent);
  switch (what) {
    case 'text':
      return cut(shown(element));
    case 'html':
      return cut(element.outerHTML);
    case 'attribute': {
      const value = element.getAttribute(attribute);
      return value === null ? null : cut(value);
    }
    case 'value': {
      const value: unknown = (element as { value?: unknown }).value;
      return typeof value === 'string' ? cut(value) : null;
    }
    case 'table': {
      const table = element.matches('table') ? element : element.querySelector('table');
      if (table === null) return null;
      const rows = [...table.rows].slice(0, maxItems);
      return rows.map((row) => [...row.cells].slice(0, maxItems).map((cell) => cut(shown(cell).trim())));
    }
    case 'links': {
      const links = [...element.querySelectorAll('a[href]')].slice(0, maxItems);
      return links.map((link) => ({
        text: cut(shown(link).trim()),
        href: cut((link as HTMLAnchorElement).href),
      }));
    }
  }
}

/** What of a page comes nearest to an element that was not found. Runs in the page. */
export function nearestElements(root: Element, { words, limit }: { words: string; limit: number }): string[] {
  const INTERESTING =
    'a[href], button, input, select, textarea, label, summary, h1, h2, h3, [role], [data-testid], [contenteditable], [id]';
  const pairs = (text: string): Set<string> => {
    const plain = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ');
    return new Set(
      Array.from({ length: Math.max(0, plain.length - 1) }, (_none, at) => plain.slice(at, at + 2)),
    );
  };
  const wanted = pairs(words);
  const all: Element[] = [];
  const gather = (from: Document | ShadowRoot | Element): void => {
    for (const element of from.querySelectorAll('*')) {
      if (all.length > 5_000) return;
      if (element.matches(INTERESTING)) all.push(element);
      if (element.shadowRoot) gather(element.shadowRoot);
    }
  };
  gather(root);
  const described = all.map((element) => {
    const name = (
      element.getAttribute('aria-label') ??
      (element as HTMLInputElement).labels?.[0]?.textContent ??
      element.getAttribute('placeholder') ??
      element.textContent
    )
      .trim()
      .replace(/\s+/g, ' ')
      .slice(0, 60);
    const kind = element.getAttribute('role') ?? element.tagName.toLowerCase();
    const id = element.id === '' ? '' : ` #${element.id}`;
    const test = element.getAttribute('data-testid');
    const field = element.getAttribute('name');
    const extra = `${id}${test === null ? '' : ` [data-testid="${test}"]`}${field === null ? '' : ` [name="${field}"]`}`;
    const text = `${kind}${name === '' ? '' : ` "${name}"`}${extra}`.slice(0, 160);
    const own = pairs(`${name} ${kind} ${extra} ${element.getAttribute('class') ?? ''}`);
    const shared = [...wanted].filter((pair) => own.has(pair)).length;
    return { text, score: (2 * shared) / (wanted.size + own.size || 1) };
  });
  const best = described.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);
  return [...new Set(best.map(({ text }) => text))].slice(0, limit);
}
