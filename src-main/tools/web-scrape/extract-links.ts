import { lineOf } from './extract-text.ts';
import { findElement, isTag, walk, type AnyNode, type Document } from './html-tree.ts';
import type { ResultBudget } from './result-budget.ts';

export interface Link {
  text: string;
  href: string;
}

/** Every `a[href]` in document order, the root itself included; hrefs made absolute against `base`. */
export function linksOf(root: AnyNode, base: string, budget: ResultBudget): Link[] {
  const links: Link[] = [];
  walk(root, (node) => {
    if (!isTag(node) || node.name !== 'a') return;
    const written = node.attribs['href'];
    if (written === undefined) return;
    const link = { text: lineOf(node), href: absolute(written, base) };
    budget.take(link.text, link.href);
    links.push(link);
  });
  return links;
}

/** `written` against `base`; what is no URL stays as it was written, for it is still a link of the page. */
export function absolute(written: string, base: string): string {
  try {
    return new URL(written, base).href;
  } catch {
    return written;
  }
}

/** The address that relative ones are meant against: the first `base[href]`, else the page's own (HTML standard, 4.2.3). */
export function baseOf(document: Document, pageUrl: string): string {
  const base = findElement(document, (element) => element.name === 'base' && 'href' in element.attribs);
  if (base === null) return pageUrl;
  const resolved = absolute(base.attribs['href'] ?? '', pageUrl);
  return /^https?:/.test(resolved) && URL.canParse(resolved) ? resolved : pageUrl;
}
