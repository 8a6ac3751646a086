import { isAbsolute } from 'node:path';
import type { z } from 'zod';
import type { JsonValue } from '../../src-preload/contract/json.ts';
import { settingShapes } from '../../src-preload/contract/schemas/settings.ts';
import type { Settings } from '../../src-preload/contract/types.ts';
import type { PlainKey } from './rules.ts';

const SHAPES: { readonly [K in PlainKey]: z.ZodType<Settings[K]> } = settingShapes;

/** One thing in the file that could not be used. */
export interface SettingProblem {
  /** The file's key, `tool_enabled.<name>`, or null when it is the whole file. */
  key: string | null;
  wrong: string;
  /** What counts instead, in words. */
  used: string;
}

export type Checked<T> = { ok: true; value: T } | { ok: false; wrong: string };

/** Whether a value may stand under a key: on success in its one right way of writing, else what is wrong with it. */
export function checkSetting<K extends PlainKey>(key: K, value: unknown): Checked<Settings[K]> {
  const parsed = SHAPES[key].safeParse(value);
  if (!parsed.success) return { ok: false, wrong: describeIssues(parsed.error) };
  const foreign = foreignPath(key, parsed.data);
  if (foreign !== null)
    return { ok: false, wrong: `${quote(foreign)} is not an absolute path on this system` };
  return { ok: true, value: parsed.data };
}

/** A path that is absolute on another kind of system only, and would here be taken from the current folder. */
function foreignPath(key: PlainKey, value: Settings[PlainKey]): string | null {
  if (key !== 'workspace_roots' && key !== 'models_root' && key !== 'browser_path') return null;
  const paths = Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
  return paths.find((path) => !isAbsolute(path)) ?? null;
}

/** zod's issues in one line: at most three of them, list items counted from 1. */
export function describeIssues(error: z.ZodError): string {
  const lines = error.issues.slice(0, 3).map(({ path, message }) => {
    const where = path
      .map((part) => (typeof part === 'number' ? `item ${part + 1}` : String(part)))
      .join(', ');
    return where === '' ? message : `${where}: ${message}`;
  });
  const more = error.issues.length - lines.length;
  return lines.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

/** A value as a message shows it: JSON, cut to a length that a person reads. */
export function quote(value: JsonValue): string {
  const json = JSON.stringify(value);
  return json.length <= 80 ? json : `${json.slice(0, 77)}...`;
}
