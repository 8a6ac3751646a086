import type { JsonValue } from '../../src-preload/contract/json.ts';

/** A JSON value in one line: a string as it is, anything else as JSON, nothing as nothing. */
export function asText(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
