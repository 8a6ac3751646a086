import type { JsonValue } from '../../../../src-preload/contract/json.ts';
import type { RunError } from '../../../../src-preload/contract/types.ts';
import { pathOf, type Problem } from './build.ts';
import type { FormNode } from './model.ts';

const isObject = (value: unknown): value is { [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Finds `{path, message}` pairs in the details of an `invalid_args` error, so that what main refused is shown at its field.
 * Details that say nothing of the kind give none; the error itself is shown in any case.
 */
export function problemsFromDetails(details: JsonValue | undefined): Problem[] {
  const items: unknown = isObject(details) ? (details['issues'] ?? details['problems']) : details;
  if (!Array.isArray(items)) return [];
  const problems: Problem[] = [];
  for (const item of items as unknown[]) {
    if (!isObject(item) || typeof item['message'] !== 'string') continue;
    const path = keysOf(item['path']);
    if (path !== null) problems.push({ path: pathOf(path), message: item['message'] });
  }
  return problems;
}

/**
 * What main refused of a tool's arguments, at its field: by the details where they say so (issues with paths, or the number of
 * an item: `{action: 2}`), else by the error's code, which names the one field that it is about (`invalid_url`,
 * `cwd_missing`). None where nothing does.
 */
export function problemsFromError({ code, message, details }: RunError, node: FormNode): Problem[] {
  const told = problemsFromDetails(details);
  if (told.length > 0 || node.kind !== 'object') return told;
  for (const { name } of node.fields) {
    const item = isObject(details) && name.endsWith('s') ? details[name.slice(0, -1)] : undefined;
    if (typeof item === 'number') return [{ path: pathOf([name, item]), message }];
  }
  const words = code.split('_');
  const [field, ...others] = node.fields.filter(({ name }) => words.includes(name.toLowerCase()));
  return field === undefined || others.length > 0 ? [] : [{ path: pathOf([field.name]), message }];
}

function keysOf(path: unknown): (string | number)[] | null {
  if (Array.isArray(path)) {
    const keys = path.filter((key) => typeof key === 'string' || typeof key === 'number');
    return keys.length === path.length ? keys : null;
  }
  if (typeof path !== 'string') return null;
  if (path === '') return [];
  return path.startsWith('/') ? path.slice(1).split('/') : path.split(/[.[\]]+/).filter((key) => key !== '');
}
