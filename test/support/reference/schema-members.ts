import { z } from 'zod';
import type { JsonObject, JsonValue } from '../../../src-preload/contract/json.ts';

/** One member of an object, as a row of a reference table. */
export interface Member {
  /** From the top: `files[].path`. */
  path: string;
  type: string;
  needed: boolean;
  words: string;
}

/** A JSON Schema that only parts of which are looked at. */
export type Schema = JsonObject;

/** The JSON Schema of what a caller sends ('input') or gets ('output'). What JSON Schema cannot say is left out. */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Schema {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Schema;
}

/** The forms of an object: one for each member of a union, by what tells them apart; else the one. */
export function formsOf(schema: Schema): Schema[] {
  return objects(schema['oneOf'] ?? schema['anyOf']) ?? [schema];
}

/** Every member of an object, those of its own objects and lists behind it. Forms told apart by `action` are named only. */
export function membersOf(schema: Schema, prefix = ''): Member[] {
  const needed = strings(schema['required']);
  return Object.entries(object(schema['properties']) ?? {}).flatMap(([name, value]) => {
    const member = object(value) ?? {};
    const path = `${prefix}${name}`;
    const row: Member = {
      path,
      type: typeWords(member),
      needed: needed.includes(name),
      words: typeof member['description'] === 'string' ? member['description'] : '',
    };
    const items = object(member['items']);
    if (items?.['properties'] !== undefined) return [row, ...membersOf(items, `${path}[].`)];
    if (member['properties'] !== undefined) return [row, ...membersOf(member, `${path}.`)];
    return [row];
  });
}

/** A type in words: `text (1 to 200 characters)`. */
export function typeWords(schema: Schema): string {
  if (schema['const'] !== undefined) return code(schema['const']);
  const values = schema['enum'];
  if (Array.isArray(values)) return values.map(code).join(', ');
  const union = objects(schema['anyOf'] ?? schema['oneOf']);
  if (union !== undefined) return unionWords(union);
  if (Array.isArray(schema['type'])) return unionWords(schema['type'].map((type) => ({ ...schema, type })));
  switch (schema['type']) {
    case 'string':
      return withLimit('text', rangeOf(schema, 'minLength', 'maxLength'), ' characters');
    case 'integer':
      return withLimit('whole number', rangeOf(schema, 'minimum', 'maximum'));
    case 'number':
      return withLimit('number', rangeOf(schema, 'minimum', 'maximum'));
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'array':
      return `${withLimit('list', rangeOf(schema, 'minItems', 'maxItems'))} of ${typeWords(object(schema['items']) ?? {})}`;
    case 'object':
      return 'object';
    default:
      return 'anything that JSON can hold';
  }
}

function unionWords(union: Schema[]): string {
  if (union.every((form) => object(form['properties'])?.['action'] !== undefined)) return 'the forms below';
  return [...new Set(union.map(typeWords))].join(', or ');
}

/** `1 to 200`; empty without a limit. That a length is not negative says nothing. */
function rangeOf(schema: Schema, low: string, high: string): string {
  const min = limit(schema[low]);
  const max = limit(schema[high]);
  const from = min === 0 && low !== 'minimum' ? null : min;
  if (max === null) return from === null ? '' : `from ${from}`;
  if (from === null) return `at most ${max}`;
  return from === max ? `exactly ${max}` : `${from} to ${max}`;
}

const withLimit = (words: string, range: string, unit = ''): string =>
  range === '' ? words : `${words} (${range}${unit})`;

/** What is there only because a number in JSON has an end says nothing. */
function limit(value: JsonValue | undefined): number | null {
  return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null;
}

/** A value as it is written in JSON. */
export const code = (value: unknown): string => `\`${JSON.stringify(value)}\``;

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The table of an object's members. `needed`: what it means for a member to be so. */
export function memberTable(members: readonly Member[], needed = 'Needed'): string {
  const rows = members.map((each) => [`\`${each.path}\``, each.type, each.needed ? 'yes' : '', each.words]);
  return table(['Name', 'Type', needed, 'Meaning'], rows);
}

/** A value as an object; undefined when it is none. */
export function object(value: JsonValue | undefined): JsonObject | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined;
}

function objects(value: JsonValue | undefined): Schema[] | undefined {
  return Array.isArray(value) ? value.map((each) => object(each) ?? {}) : undefined;
}

function strings(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
