import { isDeepStrictEqual } from 'node:util';
import {
  TOOL_NAMES,
  type Settings,
  type SettingsPatch,
  type ToolName,
} from '../../src-preload/contract/types.ts';
import { PLAIN_KEYS, SETTING_RULES, type Direction, type PlainKey } from './rules.ts';

/** A setting as changes name it: each tool's toggle counts by itself. */
export type SettingKey = PlainKey | `tool_enabled.${ToolName}`;
export type SettingValue = Settings[PlainKey];

export interface SettingChange {
  key: SettingKey;
  from: SettingValue;
  to: SettingValue;
}

/** Which way a change of one setting goes. The values must be of the key's own type, as `Settings` has it. */
export function direction(key: SettingKey, from: SettingValue, to: SettingValue): Direction {
  if (isDeepStrictEqual(from, to)) return 'same';
  if (key.startsWith('tool_enabled.')) return to === false ? 'tighter' : 'looser';
  // Each rule takes its own key's type, which is lost once the key is a variable.
  const rule = SETTING_RULES[key as PlainKey].direction as (a: SettingValue, b: SettingValue) => Direction;
  return rule(from, to);
}

/** Every setting that differs, in the order of the file. */
export function changesBetween(from: Readonly<Settings>, to: Readonly<Settings>): SettingChange[] {
  const toggles = TOOL_NAMES.map((tool): SettingChange => {
    return { key: `tool_enabled.${tool}`, from: from.tool_enabled[tool], to: to.tool_enabled[tool] };
  });
  const others = PLAIN_KEYS.map((key): SettingChange => ({ key, from: from[key], to: to[key] }));
  return [...toggles, ...others].filter((change) => !isDeepStrictEqual(change.from, change.to));
}

/** The settings with a patch laid over them: single toggles, whole other values. Members that are undefined say nothing. */
export function withPatch(settings: Readonly<Settings>, patch: SettingsPatch): Settings {
  const { tool_enabled: toggles, ...others } = patch;
  return {
    ...settings,
    ...defined(others),
    tool_enabled: { ...settings.tool_enabled, ...defined(toggles ?? {}) },
  };
}

function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

export interface ClassifiedPatch {
  /** The part that surely allows less, or no more: needs no question. */
  tighter: SettingsPatch;
  /** The part that has nothing to do with what is allowed. */
  free: SettingsPatch;
  /** What has to be asked. One entry here makes the whole patch one question. */
  looser: SettingChange[];
}

/** Sorts a patch (already validated) by what it means for what the app may do. What changes nothing is left out. */
export function classifyPatch(settings: Readonly<Settings>, patch: SettingsPatch): ClassifiedPatch {
  const sorted: ClassifiedPatch = { tighter: {}, free: {}, looser: [] };
  for (const change of changesBetween(settings, withPatch(settings, patch))) {
    const way = direction(change.key, change.from, change.to);
    if (way === 'looser') sorted.looser.push(change);
    else if (way === 'tighter' || way === 'free') add(sorted[way], change);
  }
  return sorted;
}

function add(patch: SettingsPatch, { key, to }: SettingChange): void {
  if (!key.startsWith('tool_enabled.')) Object.assign(patch, { [key]: to });
  else patch.tool_enabled = { ...patch.tool_enabled, [key.slice('tool_enabled.'.length)]: to };
}

/**
 * What the settings allow now that they did not at the last quit (null: there was none). The file is the person's and
 * trusted, so that this is to be said and recorded, not refused.
 */
export function loosenedSince(lastQuit: Readonly<Settings> | null, now: Readonly<Settings>): SettingChange[] {
  if (lastQuit === null) return [];
  return changesBetween(lastQuit, now).filter(({ key, from, to }) => direction(key, from, to) === 'looser');
}
