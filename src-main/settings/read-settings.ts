import type { JsonObject, JsonValue } from '../../src-preload/contract/json.ts';
import type { Settings } from '../../src-preload/contract/types.ts';
import { checkSetting, quote, type SettingProblem } from './check-setting.ts';
import { parseConfigText } from './config-text.ts';
import { NO_HOST } from './domains.ts';
import { PLAIN_KEYS, SETTING_RULES, type PlainKey } from './rules.ts';
import { allOff, readToggles, writeToggles } from './toggles.ts';

/** What the file holds that is not ours; written back as it was. */
export interface KeptEntries {
  keys: JsonObject;
  tools: JsonObject;
}

export interface ReadSettings {
  settings: Settings;
  problems: SettingProblem[];
  kept: KeptEntries;
}

/**
 * The settings that a file's text means (null: there is no file). A missing key takes its default; a value that cannot
 * be used falls back alone, to its careful side, as does every key when the text is no settings file at all.
 */
export function readSettings(text: string | null, defaults: Readonly<Settings>): ReadSettings {
  if (text === null)
    return { settings: structuredClone(defaults), problems: [], kept: { keys: {}, tools: {} } };
  const file = parseConfigText(text);
  if (!file.ok) return carefulSettings(file.why);

  const problems: SettingProblem[] = [];
  const { tool_enabled: fileToggles = {}, ...fileKeys } = file.value;
  const tools = readToggles(fileToggles, file.repeated, defaults.tool_enabled);
  problems.push(...tools.problems);

  const settings: Settings = { ...structuredClone(defaults), tool_enabled: tools.toggles };
  for (const key of PLAIN_KEYS) {
    if (!Object.hasOwn(fileKeys, key)) continue;
    const read = file.repeated.has(key)
      ? { value: carefulValue(key, []), wrong: 'it stands there twice' }
      : readValue(key, fileKeys[key] ?? null);
    Object.assign(settings, { [key]: read.value });
    if (read.wrong !== null) problems.push({ key, wrong: read.wrong, used: describeUsed(key, read.value) });
  }
  const ours: readonly string[] = PLAIN_KEYS;
  const keys = Object.fromEntries(Object.entries(fileKeys).filter(([key]) => !ours.includes(key)));
  return { settings, problems, kept: { keys, tools: tools.kept } };
}

/** Every key at its careful side, for a file that says nothing that can be read. */
export function carefulSettings(why: string): ReadSettings {
  const careful = Object.fromEntries(PLAIN_KEYS.map((key) => [key, carefulValue(key, [])]));
  const settings = { tool_enabled: allOff(), ...careful } as Settings;
  const used = 'the most careful value of every setting, all tools off';
  return { settings, problems: [{ key: null, wrong: why, used }], kept: { keys: {}, tools: {} } };
}

function readValue(key: PlainKey, value: JsonValue): { value: Settings[PlainKey]; wrong: string | null } {
  const checked = checkSetting(key, value);
  if (checked.ok) return { value: checked.value, wrong: null };
  const items = Array.isArray(value) ? value : [];
  return { value: carefulValue(key, items), wrong: checked.wrong };
}

/** The careful value; of a list, what can be used of its items. */
function carefulValue(key: PlainKey, items: readonly JsonValue[]): Settings[PlainKey] {
  if (key !== 'workspace_roots' && key !== 'allowed_domains' && key !== 'private_hosts_allowed') {
    return SETTING_RULES[key].careful;
  }
  const usable = items.flatMap((item) => {
    const checked = checkSetting(key, [item]);
    return checked.ok ? checked.value : [];
  });
  const whole = checkSetting(key, usable);
  const list = whole.ok ? whole.value : SETTING_RULES[key].careful;
  // An empty list of domains means any public host: a broken list must not end there.
  return key === 'allowed_domains' && list.length === 0 ? [NO_HOST] : [...list];
}

function describeUsed(key: PlainKey, value: Settings[PlainKey]): string {
  return key === 'allowed_domains' && Array.isArray(value) && value[0] === NO_HOST
    ? `${quote(value)}, which allows no host`
    : quote(value);
}

/** The settings as the file has them, with what was kept. Reading this gives the same settings. */
export function toFileObject(settings: Readonly<Settings>, kept: KeptEntries): JsonObject {
  const { tool_enabled: toggles, ...plain } = structuredClone(settings) as Settings;
  return { tool_enabled: writeToggles(toggles, kept.tools), ...plain, ...kept.keys };
}
