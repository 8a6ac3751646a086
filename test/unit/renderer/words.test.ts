import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const PAGES = resolve(import.meta.dirname, '../../../src-renderer');
/** Attributes of ours and of the components that a person reads or hears. */
const SAID = [
  'title',
  'label',
  'description',
  'placeholder',
  'alt',
  'aria-label',
  'aria-description',
  'aria-valuetext',
  'aria-roledescription',
];
const isWord = (text: string): boolean => /\p{L}{2}/u.test(text);

/** What is on a key, and how an address begins: the same in every language. */
const NO_WORDS = ['Esc', 'Ctrl ↵', 'https://'];

/** What an expression with an operator can come to. */
function sides({ left, right, operatorToken }: ts.BinaryExpression): ts.Expression[] {
  switch (operatorToken.kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return [right];
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.PlusToken:
      return [left, right];
    default:
      return [];
  }
}

/** Words that stand in a page's code instead of in src-renderer/texts: whatever state shows them. */
function strayWords(file: string, code: string): string[] {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const stray = (node: ts.Node, text: string): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    if (isWord(text) && !NO_WORDS.includes(text.trim())) found.push(`${file}:${line + 1}: ${text.trim()}`);
  };
  /** What an expression can be, as far as it is written out. */
  const literals = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) stray(node, node.text);
    else if (ts.isTemplateExpression(node))
      stray(node, [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(' '));
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(literals);
    else if (ts.isBinaryExpression(node)) sides(node).forEach(literals);
    else if (ts.isParenthesizedExpression(node)) literals(node.expression);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) stray(node, node.text);
    if (ts.isJsxExpression(node) && node.expression && !ts.isJsxAttribute(node.parent))
      literals(node.expression);
    if (ts.isJsxAttribute(node) && SAID.includes(node.name.getText()) && node.initializer) {
      const { initializer } = node;
      literals(
        ts.isJsxExpression(initializer) && initializer.expression ? initializer.expression : initializer,
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

it('words in code are found wherever a person would read or hear them', () => {
  const at = (code: string): number => strayWords('probe.tsx', code).length;
  expect(at('<p>Some words</p>')).toBe(1);
  expect(at("<p>{busy ? 'Wait' : texts.go}</p>")).toBe(1);
  expect(at('<p>{`${n} runs`}</p>')).toBe(1);
  expect(at('<button aria-label="Close" />')).toBe(1);
  expect(at("<p>{state === 'done' && 'It is done'}</p>")).toBe(1);
  expect(at("<Row label={known ?? 'Not known'} />")).toBe(1);
  expect(at("<p className=\"wide row\" data-tone={bad ? 'bad' : 'good'}>{texts.go} · {'…'}</p>")).toBe(0);
});

it('no word that a page shows stands in its code', () => {
  const files = readdirSync(PAGES, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.tsx'),
  );
  expect(files.length).toBeGreaterThan(80);
  expect(files.flatMap((file) => strayWords(file, readFileSync(join(PAGES, file), 'utf8')))).toEqual([]);
});

it('no tooltip and no name takes text from outside that was only cut: nothing can be marked in them', () => {
  const cutOnly = /(?:title|aria-label|dismissLabel)=\{(?!<InertText)[^\n]*\bhead\(/;
  expect(cutOnly.test('aria-label={words.open(head(tool, 100))}')).toBe(true);
  expect(cutOnly.test('title={<InertText text={head(title, 200)} />}')).toBe(false);
  const files = readdirSync(PAGES, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.tsx'));
  expect(files.filter((file) => cutOnly.test(readFileSync(join(PAGES, file), 'utf8')))).toEqual([]);
});
