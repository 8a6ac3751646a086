import type { JsonValue } from '../../../src-preload/contract/json.ts';
import { decodePage } from './charset.ts';
import { baseOf, linksOf } from './extract-links.ts';
import { markdownOf } from './extract-markdown.ts';
import { metadataOf, titleOf } from './extract-metadata.ts';
import { tablesOf } from './extract-tables.ts';
import { textOf } from './extract-text.ts';
import { parseHtml, type AnyNode } from './html-tree.ts';
import type { Mode, ParseAnswer, ParseRequest } from './parse-request.ts';
import { ResultBudget } from './result-budget.ts';
import { firstMatch } from './selector-engine.ts';

/**
 * Turns the bytes of a page into the result that was asked for. Pure, and as long as the page makes it: runs in a worker.
 * @throws PageTooComplex, ResultTooLarge, InvalidSelector
 */
export function parsePage(request: ParseRequest): ParseAnswer {
  const { text, charset } = decodePage(request.bytes, request.charset);
  // Plain text has no elements, so that a selector matches nothing there.
  if (request.kind === 'text') {
    return { title: null, charset, result: request.selector === undefined ? text : null };
  }
  const document = parseHtml(text);
  const base = baseOf(document, request.url);
  const root = request.selector === undefined ? document : firstMatch(document, request.selector);
  const result = root === null ? null : extract(request.mode, root, base, charset);
  return { title: titleOf(document), charset, result };
}

function extract(mode: Mode, root: AnyNode, base: string, charset: string): JsonValue {
  const budget = new ResultBudget();
  switch (mode) {
    case 'text':
      return textOf(root);
    case 'links':
      return linksOf(root, base, budget).map(({ text, href }) => ({ text, href }));
    case 'tables':
      return tablesOf(root, budget);
    case 'markdown':
      return markdownOf(root, base, budget);
    case 'metadata':
      return metadataOf(root, base, charset, budget);
  }
}
