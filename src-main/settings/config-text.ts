import type { JsonObject, JsonValue } from '../../src-preload/contract/json.ts';

/** A settings file is a few kilobytes; reading more would only hold up the start. Bytes. */
export const MAX_CONFIG_BYTES = 1024 * 1024;
const MAX_DEPTH = 64;

export type ParsedConfig =
  | {
      ok: true;
      value: JsonObject;
      /** Keys that stand twice in the object or in its `tool_enabled`: 'key' or 'tool_enabled.key'. */
      repeated: ReadonlySet<string>;
    }
  | { ok: false; why: string };

/** Parses the text of a settings file: one JSON object, a byte order mark allowed. */
export function parseConfigText(text: string): ParsedConfig {
  if (Buffer.byteLength(text) > MAX_CONFIG_BYTES) return { ok: false, why: 'it is larger than 1 MB' };
  const json = text.replace(/^\uFEFF/, '');
  let value: JsonValue;
  try {
    value = JSON.parse(json) as JsonValue;
  } catch (error) {
    // V8 quotes a piece of the text, line ends included.
    const message = error instanceof Error ? error.message.replace(/[\p{C}\s]+/gu, ' ') : String(error);
    return { ok: false, why: `it is not JSON (${message})` };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, why: 'it is not a JSON object' };
  }
  const repeated = repeatedKeys(json);
  // Deeper and JSON.stringify may run out of stack when the unknown keys are written back.
  if (repeated === null) return { ok: false, why: `it is nested more than ${MAX_DEPTH} levels deep` };
  return { ok: true, value, repeated };
}

/**
 * Finds keys written twice. JSON.parse silently takes the last one, and a person may have read the first. The text is
 * known to be valid JSON, so strings and brackets are all that matters. Null: nested too deep.
 */
function repeatedKeys(json: string): Set<string> | null {
  const repeated = new Set<string>();
  const open: { path: string | null; seen: Set<string> }[] = [];
  let lastKey = '';
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[{}[\]]/g)) {
    const here = open.at(-1);
    if (token === '}' || token === ']') open.pop();
    else if (token === '{' || token === '[') {
      if (open.length >= MAX_DEPTH) return null;
      open.push({ path: pathOf(token, open.length, lastKey), seen: new Set() });
    } else if (token.endsWith(':') && here !== undefined) {
      lastKey = JSON.parse(token.slice(0, -1)) as string;
      if (here.path !== null && here.seen.has(lastKey)) repeated.add(here.path + lastKey);
      here.seen.add(lastKey);
    }
  }
  return repeated;
}

/** How keys of an object that opens here are named, or null where repeated keys don't matter to us. */
function pathOf(bracket: '{' | '[', depth: number, lastKey: string): string | null {
  if (bracket === '[') return null;
  if (depth === 0) return '';
  return depth === 1 && lastKey === 'tool_enabled' ? 'tool_enabled.' : null;
}
