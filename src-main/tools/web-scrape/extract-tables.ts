import { lineOf } from './extract-text.ts';
import { isTag, walk, type AnyNode } from './html-tree.ts';
import type { ResultBudget } from './result-budget.ts';

/**
 * Every table, the root itself and nested ones included, in the order in which they begin. A table's rows are its own,
 * not those of a table inside it; the text of an inner table is also part of the cell around it.
 */
export function tablesOf(root: AnyNode, budget: ResultBudget): string[][][] {
  const tables: string[][][] = [];
  const open: string[][][] = [];
  walk(
    root,
    (node) => {
      if (!isTag(node)) return;
      if (node.name === 'table') {
        const rows: string[][] = [];
        budget.take();
        tables.push(rows);
        open.push(rows);
        return;
      }
      const table = open.at(-1);
      if (table === undefined) return;
      if (node.name === 'tr') table.push([]);
      else if (node.name === 'td' || node.name === 'th') {
        const cell = lineOf(node);
        budget.take(cell);
        table.at(-1)?.push(cell);
      }
    },
    (node) => {
      if (isTag(node) && node.name === 'table') open.pop();
    },
  );
  return tables;
}
