import { collapse } from './extract-text.ts';
import type { ResultBudget } from './result-budget.ts';

/** Quotes and lists nested deeper than this are written at this depth: each level costs its prefix on every line. */
const MAX_INDENT = 12;

interface Indent {
  /** What the first line of this container begins with; taken once. */
  first: string | null;
  rest: string;
}

/**
 * Writes Markdown piece by piece. Separators and opening marks wait until there is text for them, so that nothing empty is
 * marked (`****`) and no mark has a space on its inner side (`** bold**`), which Markdown would not read as a mark.
 */
export class MarkdownWriter {
  readonly #out: string[] = [];
  readonly #indents: Indent[] = [];
  readonly #waiting: string[] = [];
  readonly #budget: ResultBudget;
  #skippedIndents = 0;
  #gap: '' | ' ' | 'break' | 'tight' | 'loose' = '';
  #lineStart = true;
  /** Inside a link or heading, which must stay on one line. */
  #oneLine = 0;
  #heading = '';

  constructor(budget: ResultBudget) {
    this.#budget = budget;
  }

  text(data: string): void {
    const words = collapse(data);
    const inner = words.trim();
    if (/^\s/.test(words)) this.#ask(' ');
    if (inner === '') return;
    this.#write(escapeInline(inner), true);
    if (/\s$/.test(words)) this.#ask(' ');
  }

  /** Markup that is already Markdown. */
  inline(markdown: string): void {
    this.#write(markdown, false);
  }

  /** A mark that is written with the first text after it; `oneLine` keeps all up to its end on one line. */
  open(mark: string, oneLine = false): void {
    this.#waiting.push(mark);
    if (oneLine) this.#oneLine += 1;
  }

  /** Ends the mark opened last; one that found no text leaves no trace. */
  close(mark: string): void {
    if (mark.startsWith('](')) this.#oneLine -= 1;
    if (this.#waiting.pop() === undefined) this.#push(mark);
  }

  code(raw: string): void {
    const inner = raw.replace(/\s+/g, ' ').trim();
    if (inner === '') return;
    const fence = '`'.repeat(longestRun(inner) + 1);
    const pad = inner.startsWith('`') || inner.endsWith('`') ? ' ' : '';
    this.#write(`${fence}${pad}${inner}${pad}${fence}`, false);
  }

  fence(raw: string, language: string): void {
    const inner = raw.replaceAll('\r\n', '\n').replace(/^\n+|\s+$/g, '');
    if (inner === '') return;
    const fence = '`'.repeat(Math.max(3, longestRun(inner) + 1));
    this.block('loose');
    for (const line of [`${fence}${language}`, ...inner.split('\n'), fence]) {
      this.#write(line, false);
      this.#gap = 'tight';
    }
    this.block('loose');
  }

  /** A whole line of Markdown. */
  line(markdown: string, gap: 'tight' | 'loose' = 'loose'): void {
    this.#ask(gap);
    this.#write(markdown, false);
    this.#ask('tight');
  }

  lineBreak(): void {
    this.#ask('break');
  }

  block(gap: 'tight' | 'loose'): void {
    this.#ask(gap);
  }

  startHeading(level: number): void {
    this.block('loose');
    this.#oneLine += 1;
    this.#heading = `${'#'.repeat(level)} `;
  }

  endHeading(): void {
    this.#oneLine -= 1;
    this.#heading = '';
    this.block('loose');
  }

  indent(first: string, rest: string): void {
    if (this.#indents.length >= MAX_INDENT) this.#skippedIndents += 1;
    else this.#indents.push({ first, rest });
  }

  outdent(): void {
    if (this.#skippedIndents > 0) this.#skippedIndents -= 1;
    else this.#indents.pop();
  }

  toString(): string {
    return this.#out.join('').trim();
  }

  #ask(gap: ' ' | 'break' | 'tight' | 'loose'): void {
    const inLine = this.#oneLine > 0 && this.#heading === '';
    // The first paragraph of a list item stands on the item's own line, wherever that is.
    const begins = this.#gap !== '' && typeof this.#indents.at(-1)?.first === 'string';
    const wanted = inLine ? ' ' : begins && gap === 'loose' ? 'tight' : gap;
    const order = ['', ' ', 'break', 'tight', 'loose'];
    if (order.indexOf(wanted) > order.indexOf(this.#gap)) this.#gap = wanted;
  }

  #write(markdown: string, isText: boolean): void {
    this.#separate();
    let text = markdown;
    if (this.#lineStart) {
      this.#push(this.#indents.map((indent) => takeFirst(indent)).join(''));
      this.#push(this.#heading);
      // Plain words that would start a list, a heading or a quote.
      if (isText) text = text.replace(/^(?:[-+>]|#{1,6}(?=\s|$))/, '\\$&').replace(/^(\d+)([.)])/, '$1\\$2');
      this.#heading = '';
      this.#lineStart = false;
    }
    for (const mark of this.#waiting.splice(0)) this.#push(mark);
    this.#push(text);
  }

  #separate(): void {
    const gap = this.#gap;
    this.#gap = '';
    if (this.#out.length === 0 || gap === '') return;
    if (gap === ' ') {
      if (!this.#lineStart) this.#push(' ');
      return;
    }
    this.#push(gap === 'break' ? '  \n' : '\n');
    // An empty line belongs to the containers on both sides of it, not to one that is only about to begin.
    const begun = this.#indents.filter((indent) => indent.first === null).map((indent) => indent.rest);
    if (gap === 'loose') this.#push(`${begun.join('').trimEnd()}\n`);
    this.#lineStart = true;
  }

  #push(text: string): void {
    if (text === '') return;
    this.#budget.take(text);
    this.#out.push(text);
  }
}

function takeFirst(indent: Indent): string {
  const prefix = indent.first ?? indent.rest;
  indent.first = null;
  return prefix;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
}

function escapeInline(text: string): string {
  return text.replace(/[\\`*[\]<]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&');
}
