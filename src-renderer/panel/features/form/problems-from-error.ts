import type { JsonValue } from '../../../../src-preload/contract/json.ts';
import { pathOf, type Problem } from './build.ts';

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

function keysOf(path: unknown): (string | number)[] | null {
  if (Array.isArray(path)) {
    const keys = path.filter((key) => typeof key === 'string' || typeof key === 'number');
    return keys.length === path.length ? keys : null;
  }
  if (typeof path !== 'string') return null;
  if (path === '') return [];
  return path.startsWith('/') ? path.slice(1).split('/') : path.split(/[.[\]]+/).filter((key) => key !== '');
}
