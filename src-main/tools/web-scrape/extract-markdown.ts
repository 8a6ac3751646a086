import { absolute } from './extract-links.ts';
import { BLOCKS, lineOf, rawTextOf, SKIPPED } from './extract-text.ts';
import { tablesOf } from './extract-tables.ts';
import { isTag, isText, walk, type AnyNode, type Element } from './html-tree.ts';
import { MarkdownWriter } from './markdown-writer.ts';
import type { ResultBudget } from './result-budget.ts';

const INLINE: ReadonlyMap<string, string> = new Map([
  ['b', '**'],
  ['strong', '**'],
  ['em', '*'],
  ['i', '*'],
  ['del', '~~'],
  ['s', '~~'],
]);

/**
 * The node as Markdown (CommonMark with GFM tables and strike-through): headings, paragraphs, lists, quotes, code, tables,
 * links, images, emphasis. A table's cells hold plain text, for Markdown has no blocks in cells.
 */
export function markdownOf(root: AnyNode, base: string, budget: ResultBudget): string {
  const writer = new MarkdownWriter(budget);
  /** The number of the next item in each open list; null in a bulleted one. */
  const lists: (number | null)[] = [];
  walk(
    root,
    (node) => {
      if (isText(node)) writer.text(node.data);
      if (!isTag(node)) return;
      if (node !== root && (SKIPPED.has(node.name) || node.name === 'title')) return false;
      return enter(node, writer, lists, base, budget);
    },
    (node) => {
      if (isTag(node)) leave(node, writer, lists, base);
    },
  );
  return writer.toString();
}

/** Answers false where the element is written whole and its inside is not to be visited. */
function enter(
  node: Element,
  writer: MarkdownWriter,
  lists: (number | null)[],
  base: string,
  budget: ResultBudget,
): boolean {
  const name = node.name;
  const inline = INLINE.get(name);
  if (inline !== undefined) {
    writer.open(inline);
    return true;
  }
  switch (name) {
    case 'a':
      if (node.attribs['href'] !== undefined) writer.open('[', true);
      return true;
    case 'br':
      writer.lineBreak();
      return false;
    case 'img':
      image(node, writer, base);
      return false;
    case 'code':
    case 'kbd':
    case 'samp':
    case 'tt':
      writer.code(rawTextOf(node));
      return false;
    case 'pre':
      writer.fence(rawTextOf(node), languageOf(node));
      return false;
    case 'hr':
      writer.line('---');
      writer.block('loose');
      return false;
    case 'table':
      table(node, writer, budget);
      return false;
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      writer.startHeading(Number(name.slice(1)));
      return true;
    case 'ul':
    case 'menu':
    case 'ol':
      writer.block(lists.length > 0 ? 'tight' : 'loose');
      lists.push(name === 'ol' ? startOf(node) : null);
      return true;
    case 'li':
      item(writer, lists);
      return true;
    case 'blockquote':
      writer.block('loose');
      writer.indent('> ', '> ');
      return true;
    default:
      if (BLOCKS.has(name)) writer.block('loose');
      return true;
  }
}

function leave(node: Element, writer: MarkdownWriter, lists: (number | null)[], base: string): void {
  const inline = INLINE.get(node.name);
  if (inline !== undefined) {
    writer.close(inline);
    return;
  }
  switch (node.name) {
    case 'a': {
      const href = node.attribs['href'];
      if (href !== undefined) writer.close(`](${destination(absolute(href, base))})`);
      return;
    }
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      writer.endHeading();
      return;
    case 'ul':
    case 'menu':
    case 'ol':
      lists.pop();
      writer.block(lists.length > 0 ? 'tight' : 'loose');
      return;
    case 'li':
      writer.outdent();
      writer.block('tight');
      return;
    case 'blockquote':
      writer.outdent();
      writer.block('loose');
      return;
    default:
      if (BLOCKS.has(node.name)) writer.block('loose');
  }
}

function item(writer: MarkdownWriter, lists: (number | null)[]): void {
  writer.block('tight');
  const number = lists.at(-1) ?? null;
  if (number !== null) lists[lists.length - 1] = number + 1;
  const marker = number === null ? '- ' : `${number}. `;
  writer.indent(marker, ' '.repeat(marker.length));
}

function image(node: Element, writer: MarkdownWriter, base: string): void {
  const alt = (node.attribs['alt'] ?? '').replace(/\s+/g, ' ').trim();
  const source = node.attribs['src'] ?? '';
  // An image inside the page itself is bytes, not an address.
  const address = source === '' || /^\s*data:/i.test(source) ? '' : destination(absolute(source, base));
  if (alt !== '' || address !== '') writer.inline(`![${alt.replace(/[[\]\\]/g, '\\$&')}](${address})`);
}

function table(node: Element, writer: MarkdownWriter, budget: ResultBudget): void {
  const rows = (tablesOf(node, budget)[0] ?? []).filter((row) => row.length > 0);
  const columns = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const caption = node.children.find((child): child is Element => isTag(child) && child.name === 'caption');
  writer.block('loose');
  if (caption !== undefined) writer.line(lineOf(caption));
  for (const [index, row] of rows.entries()) {
    const cells = row.map((cell) => cell.replace(/[\\|]/g, '\\$&'));
    while (cells.length < columns && columns <= MAX_FILLED_COLUMNS) cells.push('');
    writer.line(`| ${cells.join(' | ')} |`, index === 0 ? 'loose' : 'tight');
    if (index === 0) writer.line(`|${' --- |'.repeat(cells.length)}`, 'tight');
  }
  writer.block('loose');
}

/** Filling up short rows of a table with one enormous row would multiply its size. */
const MAX_FILLED_COLUMNS = 100;

function startOf(list: Element): number {
  const start = Number.parseInt(list.attribs['start'] ?? '1', 10);
  return Number.isSafeInteger(start) && start >= 0 && start < 1e9 ? start : 1;
}

function languageOf(pre: Element): string {
  const code = pre.children.find((child): child is Element => isTag(child) && child.name === 'code');
  const classes = `${pre.attribs['class'] ?? ''} ${code?.attribs['class'] ?? ''}`;
  return /(?:^|\s)lang(?:uage)?-([\w+#.-]{1,30})/.exec(classes)?.[1] ?? '';
}

function destination(address: string): string {
  return /[()<>\s]/.test(address) ? `<${address.replace(/[<>\s]/g, encodeURIComponent)}>` : address;
}
