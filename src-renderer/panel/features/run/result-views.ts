import type { JsonValue } from '../../../../src-preload/contract/json.ts';
import { labelOf } from '../form/from-schema.ts';
import { texts } from '../../../texts/panel.ts';
import { asText } from '../../../ui/as-text.ts';
import type { FoundLink } from '../../../ui/LinkList.tsx';

/** One way to look at a result. */
export type ResultView = Label &
  (
    | { kind: 'text'; text: string }
    | { kind: 'links'; links: FoundLink[] }
    | { kind: 'tables'; tables: string[][][] }
    | { kind: 'tree'; value: JsonValue }
  );

interface Label {
  label: string;
  /** It is the result's own word for it, not one of ours. */
  own: boolean;
}

/** A string this long, or with a line end, reads better as a block than as a value in a tree. */
const BLOCK = 120;

const isObject = (value: JsonValue): value is { [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function asLinks(value: JsonValue): FoundLink[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const links: FoundLink[] = [];
  for (const item of value) {
    if (!isObject(item) || typeof item['href'] !== 'string') return null;
    links.push({ href: item['href'], text: typeof item['text'] === 'string' ? item['text'] : '' });
  }
  return links;
}

const isRow = (value: JsonValue): value is string[] =>
  Array.isArray(value) && value.every((cell) => typeof cell === 'string');
const isTable = (value: JsonValue): value is string[][] => Array.isArray(value) && value.every(isRow);

function asTables(value: JsonValue): string[][][] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  if (value.every(isTable)) return value.some((table) => table.length > 0) ? value : null;
  return isTable(value) ? [value] : null;
}

/** Members that fit in a cell; more columns than these are for the tree. */
const MAX_COLUMNS = 8;

/** A list of flat objects as a table with their keys as heading. */
function asRecords(value: JsonValue): string[][] | null {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isObject)) return null;
  const keys = [...new Set(value.flatMap((item) => Object.keys(item)))];
  const flat = value.every((item) => Object.values(item).every((member) => typeof member !== 'object'));
  if (!flat || keys.length === 0 || keys.length > MAX_COLUMNS) return null;
  return [
    keys,
    ...value.map((item) => keys.map((key) => (Object.hasOwn(item, key) ? asText(item[key]) : ''))),
  ];
}

/**
 * The ways to look at a result, by its shape alone: no tool has a view of its own to keep in step. The best for a
 * person first; the whole as a tree always, last.
 */
export function resultViews(result: JsonValue): ResultView[] {
  const views: ResultView[] = [];
  const add = (key: string | null, value: JsonValue): void => {
    const words = texts.run.views;
    const named = (label: string): Label =>
      key === null || key === 'result' ? { label, own: false } : { label: labelOf(key), own: true };
    if (typeof value === 'string') {
      if (value.length > BLOCK || value.includes('\n') || (key === 'result' && value !== '')) {
        views.push({ kind: 'text', ...named(words.text), text: value });
      }
      return;
    }
    const links = asLinks(value);
    if (links !== null) {
      views.push({ kind: 'links', ...named(words.links), links });
      return;
    }
    const tables = asTables(value);
    if (tables !== null) {
      views.push({ kind: 'tables', ...named(words.table), tables });
      return;
    }
    const records = asRecords(value);
    if (records !== null) views.push({ kind: 'tables', ...named(words.table), tables: [records] });
  };
  if (isObject(result)) for (const [key, value] of Object.entries(result)) add(key, value);
  else add(null, result);
  const tree: ResultView = { kind: 'tree', label: texts.run.views.tree, own: false, value: result };
  // A tool whose answer is one thing shows that first; one with many members shows the members.
  const direct = !isObject(result) || 'result' in result || 'answer' in result;
  return direct ? [...views, tree] : [tree, ...views];
}

/** What "copy" copies of a view. */
export function copyText(view: ResultView): string {
  switch (view.kind) {
    case 'text':
      return view.text;
    case 'links':
      return view.links.map((link) => link.href).join('\n');
    case 'tables':
      return view.tables
        .map((table) => table.map((row) => row.map((cell) => cell.replaceAll(/[\t\r\n]+/g, ' ')).join('\t')))
        .map((rows) => rows.join('\n'))
        .join('\n\n');
    case 'tree':
      return typeof view.value === 'string' ? view.value : JSON.stringify(view.value, null, 2);
  }
}
