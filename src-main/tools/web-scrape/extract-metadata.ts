import type { JsonObject, JsonValue } from '../../../src-preload/contract/json.ts';
import { lineOf, rawTextOf } from './extract-text.ts';
import { absolute } from './extract-links.ts';
import { findElement, isTag, walk, type AnyNode } from './html-tree.ts';
import type { ResultBudget } from './result-budget.ts';

/** A page may say as much about itself as it likes; this much is kept. */
const MAX_JSON_LD_CHARS = 1_000_000;
const MAX_JSON_DEPTH = 64;
const HTML_NAMESPACE = 'http://www.w3.org/1999/xhtml';

/**
 * What a page says about itself: title, description, canonical address, language, author, robots, Open Graph and Twitter
 * values (names without their prefix; a list where one came more than once), and JSON-LD blocks, parsed.
 */
export function metadataOf(root: AnyNode, base: string, charset: string, budget: ResultBudget): JsonObject {
  const named = new Map<string, string>();
  const openGraph = new Map<string, string | string[]>();
  const twitter = new Map<string, string | string[]>();
  const jsonLd: JsonValue[] = [];
  let unreadable = 0;
  let canonical: string | null = null;
  walk(root, (node) => {
    if (!isTag(node)) return;
    if (node.name === 'meta') {
      const content = node.attribs['content'];
      const name = (node.attribs['property'] ?? node.attribs['name'])?.trim().toLowerCase();
      if (content === undefined || name === undefined) return;
      budget.take(name, content);
      if (name.startsWith('og:')) append(openGraph, name.slice(3), content);
      else if (name.startsWith('twitter:')) append(twitter, name.slice(8), content);
      else if (!named.has(name)) named.set(name, content);
    } else if (node.name === 'link' && canonical === null && hasToken(node.attribs['rel'], 'canonical')) {
      const href = node.attribs['href'];
      if (href !== undefined) canonical = absolute(href, base);
    } else if (node.name === 'script' && /^\s*application\/ld\+json/i.test(node.attribs['type'] ?? '')) {
      const value = parseJsonLd(rawTextOf(node));
      if (value === undefined) unreadable += 1;
      else jsonLd.push(value);
    }
  });
  return {
    title: titleOf(root),
    description: named.get('description') ?? null,
    canonical,
    lang: languageOf(root),
    charset,
    author: named.get('author') ?? null,
    robots: named.get('robots') ?? null,
    openGraph: Object.fromEntries(openGraph),
    twitter: Object.fromEntries(twitter),
    jsonLd,
    jsonLdUnreadable: unreadable,
  };
}

/** The first title of the page, not of a drawing in it; null where there is none. */
export function titleOf(root: AnyNode): string | null {
  const title = findElement(
    root,
    (element) => element.name === 'title' && element.namespace === HTML_NAMESPACE,
  );
  return title === null ? null : lineOf(title);
}

/** The language that holds for the root: its own, or that of what it stands in. */
function languageOf(root: AnyNode): string | null {
  let element: AnyNode | null = root;
  if (!isTag(element) && 'children' in element) element = element.children.find(isTag) ?? null;
  for (; element !== null; element = element.parent) {
    const lang = isTag(element) ? element.attribs['lang'] : undefined;
    if (lang !== undefined) return lang;
  }
  return null;
}

function append(values: Map<string, string | string[]>, name: string, value: string): void {
  // As the name of a member it would mean something else wherever the object is copied.
  if (name === '__proto__') return;
  const before = values.get(name);
  if (before === undefined) values.set(name, value);
  else if (Array.isArray(before)) before.push(value);
  else values.set(name, [before, value]);
}

function hasToken(list: string | undefined, token: string): boolean {
  return (list ?? '').toLowerCase().split(/\s+/).includes(token);
}

/** undefined for what is no JSON, too long, or nested too deeply for those who read the result. */
function parseJsonLd(text: string): JsonValue | undefined {
  if (text.length > MAX_JSON_LD_CHARS) return undefined;
  try {
    const value = JSON.parse(text, (key, member: JsonValue) =>
      key === '__proto__' ? undefined : member,
    ) as JsonValue;
    return isDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

function isDeep(value: JsonValue): boolean {
  let level: JsonValue[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_JSON_DEPTH) return true;
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return false;
}
