import type { Document } from 'domhandler';
import { Element, isTag, isText, type AnyNode, type ParentNode } from 'domhandler';
import { html, Parser, type Token, type TreeAdapter } from 'parse5';
import { adapter, type Htmlparser2TreeAdapterMap } from 'parse5-htmlparser2-tree-adapter';

export { isTag, isText, type AnyNode, type Document, type Element, type ParentNode };

/** A page made of more pieces than this is not read: 10 MB of ordinary HTML has a tenth. About 700 MB of memory. */
const MAX_NODES = 4_000_000;

export class PageTooComplex extends Error {}

/**
 * Parses HTML by the HTML standard (parse5), as browsers do: unclosed cells and paragraphs, misnested tags and strays in
 * tables come out where a reader would see them. The faster htmlparser2 leaves `<td><p>one<td>two` one cell inside the
 * other. `noscript` is parsed as elements, since no script will run.
 * @throws PageTooComplex
 */
export function parseHtml(source: string, maxNodes = MAX_NODES): Document {
  return TreeParser.parse<Htmlparser2TreeAdapterMap>(source, {
    treeAdapter: leanAdapter(maxNodes),
    scriptingEnabled: false,
  });
}

/**
 * parse5 looks through all open elements for an open `p` at most start tags: with n nested elements that is n² steps, a
 * minute and a half for 100,000 `<div>`. Without any open `p` the answer is known beforehand.
 */
class TreeParser extends Parser<Htmlparser2TreeAdapterMap> {
  #openParagraphs = 0;

  constructor(...args: ConstructorParameters<typeof Parser<Htmlparser2TreeAdapterMap>>) {
    super(...args);
    const stack = this.openElements;
    const search = stack.hasInButtonScope.bind(stack);
    stack.hasInButtonScope = (tag) =>
      tag === html.TAG_ID.P && this.#openParagraphs <= 0 ? false : search(tag);
  }

  override onItemPush(node: ParentNode, tag: number, isTop: boolean): void {
    if (isTag(node) && node.name === 'p') this.#openParagraphs += 1;
    super.onItemPush(node, tag, isTop);
  }

  override onItemPop(node: ParentNode, isTop: boolean): void {
    if (isTag(node) && node.name === 'p') this.#openParagraphs -= 1;
    super.onItemPop(node, isTop);
  }
}

/** Attributes by name, with nothing inherited: a page may well have one called `constructor`. */
const Attributes = function () {} as unknown as new () => Record<string, string>;
Attributes.prototype = Object.create(null) as Record<string, string>;
const NO_ATTRIBUTES: Record<string, string> = Object.freeze(new Attributes());

/** cheerio's own tree adapter, without the two extra maps for each element that only a serialiser reads. */
function leanAdapter(maxNodes: number): TreeAdapter<Htmlparser2TreeAdapterMap> {
  let nodes = 0;
  const count = (): void => {
    nodes += 1;
    if (nodes > maxNodes) throw new PageTooComplex();
  };
  return {
    ...adapter,
    createElement: (name, namespace, attrs) => {
      count();
      const element = new Element(name, attribsOf(attrs), []);
      element.namespace = namespace;
      return element;
    },
    createTextNode: (text) => {
      count();
      return adapter.createTextNode(text);
    },
    createCommentNode: (text) => {
      count();
      return adapter.createCommentNode(text);
    },
    insertText: (parent, text) => {
      const last = parent.children.at(-1);
      if (last !== undefined && isText(last)) last.data += text;
      else {
        count();
        adapter.insertText(parent, text);
      }
    },
    getAttrList: (element) => Object.entries(element.attribs).map(([name, value]) => ({ name, value })),
    // A second <html> or <body> tag gives its new attributes to the first.
    adoptAttributes: (element, attrs) => {
      element.attribs = Object.assign(attribsOf(attrs), element.attribs);
    },
  };
}

function attribsOf(attrs: readonly Token.Attribute[]): Record<string, string> {
  if (attrs.length === 0) return NO_ATTRIBUTES;
  const attribs = new Attributes();
  for (const { name, value } of attrs) attribs[name] = value;
  return attribs;
}

/**
 * Goes through a node and all below it in document order, without recursion, so that no depth of nesting can exhaust the
 * stack. `enter` may answer false to leave out what is below; `leave` is called for each element whose inside was visited.
 */
export function walk(
  root: AnyNode,
  enter: (node: AnyNode) => boolean | undefined | void,
  leave?: (node: ParentNode) => void,
): void {
  let node: AnyNode = root;
  for (;;) {
    const inside = enter(node) !== false;
    const first: AnyNode | undefined = inside && 'children' in node ? node.children[0] : undefined;
    if (first !== undefined) {
      node = first;
      continue;
    }
    if (inside && 'children' in node) leave?.(node);
    while (node !== root && node.next === null) {
      const parent: ParentNode | null = node.parent;
      if (parent === null) return;
      leave?.(parent);
      node = parent;
    }
    if (node === root || node.next === null) return;
    node = node.next;
  }
}

/** The first element in document order, the root included, that passes the test; null for none. */
export function findElement(root: AnyNode, test: (element: Element) => boolean): Element | null {
  const found: Element[] = [];
  walk(root, (node) => {
    if (found.length > 0) return false;
    if (isTag(node) && test(node)) found.push(node);
    return;
  });
  return found[0] ?? null;
}
