import type { JsonObject, JsonValue } from '../../../src-preload/contract/json.ts';

/** How the record writes what was taken out or cut short (a part of a string, a whole one, any value). */
const REDACTED = /\[redacted:[0-9a-f]{12}\]/;
const CUT_TEXT = /… \[cut: \d+ bytes, [0-9a-f]{12}\]$/;

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isLost(value: JsonValue): boolean {
  if (typeof value === 'string') return REDACTED.test(value) || CUT_TEXT.test(value);
  return isObject(value) && value['truncated'] === true && 'sha' in value && 'start' in value;
}

/**
 * A recorded run's arguments for running it again. What the record does not have (redacted, cut) is left empty, and `whole`
 * is false: a person has to fill it in.
 */
export function argsForAgain(recorded: JsonValue): { args: JsonObject; whole: boolean } {
  let whole = true;
  const copy = (value: JsonValue): JsonValue | undefined => {
    if (isLost(value)) {
      whole = false;
      return undefined;
    }
    if (Array.isArray(value)) return value.map((item) => copy(item) ?? '');
    if (!isObject(value)) return value;
    const members = Object.entries(value).flatMap(([key, member]): [string, JsonValue][] => {
      const kept = copy(member);
      return kept === undefined ? [] : [[key, kept]];
    });
    return Object.fromEntries(members);
  };
  const args = copy(recorded ?? {});
  if (args !== undefined && isObject(args)) return { args, whole };
  return { args: {}, whole: recorded === null };
}
