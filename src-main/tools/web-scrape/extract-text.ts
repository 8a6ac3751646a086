import { isTag, isText, walk, type AnyNode } from './html-tree.ts';

/** What a reader does not see as text. Of a match that is itself one of these, the inside is taken all the same. */
export const SKIPPED: ReadonlySet<string> = new Set(['script', 'style', 'noscript', 'template']);

/** Elements that begin and end a line (HTML standard, 15.3, "display: block" and kin). */
export const BLOCKS: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure ' +
    'footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol optgroup option p pre search ' +
    'section select summary table tbody textarea tfoot thead title tr ul'
  ).split(' '),
);
const PREFORMATTED = new Set(['pre', 'textarea', 'listing', 'xmp', 'plaintext']);

/** Puts text together as a reader sees it: one space for any run of white space, none at the borders of lines. */
class TextBuilder {
  readonly #parts: string[] = [];
  #gap = '';

  /** Asks for a separator before the next text; a line break outweighs a tab, a tab a space. */
  gap(gap: ' ' | '\t' | '\n'): void {
    if (this.#gap === '' || gap === '\n' || (gap === '\t' && this.#gap === ' ')) this.#gap = gap;
  }

  add(text: string): void {
    const words = collapse(text);
    const start = words.startsWith(' ') ? 1 : 0;
    if (start === 1) this.gap(' ');
    if (words.length === start) return;
    const end = words.endsWith(' ') ? words.length - 1 : words.length;
    this.addRaw(words.slice(start, end));
    if (end < words.length) this.gap(' ');
  }

  addRaw(text: string): void {
    if (text === '') return;
    if (this.#parts.length > 0) this.#parts.push(this.#gap);
    this.#gap = '';
    this.#parts.push(text);
  }

  toString(): string {
    return this.#parts.join('');
  }
}

/**
 * The text of a node as a reader sees it: lines where blocks begin and end, a tab between table cells, white space
 * collapsed but in preformatted text, nothing of scripts, styles, `noscript` and templates.
 */
export function textOf(root: AnyNode): string {
  const builder = new TextBuilder();
  let preformatted = 0;
  walk(
    root,
    (node) => {
      if (isText(node)) {
        if (preformatted > 0) builder.addRaw(node.data.replaceAll('\r\n', '\n'));
        else builder.add(node.data);
        return;
      }
      if (!isTag(node)) return;
      if (node !== root && SKIPPED.has(node.name)) return false;
      if (node.name === 'br' || BLOCKS.has(node.name)) builder.gap('\n');
      if (PREFORMATTED.has(node.name)) preformatted += 1;
      return;
    },
    (node) => {
      if (!isTag(node)) return;
      if (PREFORMATTED.has(node.name)) preformatted -= 1;
      if (node.name === 'td' || node.name === 'th') builder.gap('\t');
      else if (BLOCKS.has(node.name)) builder.gap('\n');
    },
  );
  return builder.toString().trim();
}

/** The same text on one line: for links, table cells, titles. */
export function lineOf(root: AnyNode): string {
  // Most links and cells hold one piece of text and nothing else.
  const only = 'children' in root && root.children.length === 1 ? root.children[0] : undefined;
  return collapse(only !== undefined && isText(only) ? only.data : textOf(root)).trim();
}

/** Any run of HTML white space as one space. */
export function collapse(text: string): string {
  return /[\t\n\f\r]| {2}/.test(text) ? text.replace(/[ \t\n\f\r]+/g, ' ') : text;
}

/** The inside as written, without any treatment: for code and data. */
export function rawTextOf(root: AnyNode): string {
  const parts: string[] = [];
  walk(root, (node) => {
    if (isText(node)) parts.push(node.data);
    else if (isTag(node) && node.name === 'br') parts.push('\n');
  });
  return parts.join('');
}
