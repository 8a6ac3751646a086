import type { JsonObject, JsonValue } from '../../src-preload/contract/json.ts';
import { TOOL_NAMES, type Settings, type ToolName } from '../../src-preload/contract/types.ts';
import { quote, type SettingProblem } from './check-setting.ts';
import { EARLIER_TOOL_NAMES } from './earlier-names.ts';

type Toggles = Settings['tool_enabled'];

/** What the file says for a tool under any of its names: off if one of them is off or unreadable. */
function readToggle(
  tool: ToolName,
  file: JsonObject,
  repeated: ReadonlySet<string>,
  problems: SettingProblem[],
) {
  const names = [
    tool,
    ...Object.keys(EARLIER_TOOL_NAMES).filter((name) => EARLIER_TOOL_NAMES[name] === tool),
  ];
  const said: boolean[] = [];
  for (const name of names.filter((candidate) => Object.hasOwn(file, candidate))) {
    const key = `tool_enabled.${name}`;
    const value = file[name] ?? null;
    const wrong = repeated.has(key)
      ? 'it stands there twice'
      : typeof value === 'boolean'
        ? null
        : `${quote(value)} is neither true nor false`;
    if (wrong !== null) problems.push({ key, wrong, used: 'false' });
    said.push(wrong === null && value === true);
  }
  return said.length === 0 ? null : said.every(Boolean);
}

/**
 * Reads `tool_enabled`, earlier names included. `kept` are the entries that are no tool's own name: unknown ones are of
 * another version, earlier ones are written back by `writeToggles`.
 */
export function readToggles(
  file: JsonValue,
  repeated: ReadonlySet<string>,
  defaults: Readonly<Toggles>,
): { toggles: Toggles; kept: JsonObject; problems: SettingProblem[] } {
  const problems: SettingProblem[] = [];
  if (typeof file !== 'object' || file === null || Array.isArray(file) || repeated.has('tool_enabled')) {
    const wrong = repeated.has('tool_enabled') ? 'it stands there twice' : `${quote(file)} is not an object`;
    problems.push({ key: 'tool_enabled', wrong, used: 'every tool off' });
    return { toggles: allOff(), kept: {}, problems };
  }
  const toggles = allOff();
  for (const tool of TOOL_NAMES) {
    toggles[tool] = readToggle(tool, file, repeated, problems) ?? defaults[tool];
  }
  const own: readonly string[] = TOOL_NAMES;
  const kept = Object.fromEntries(Object.entries(file).filter(([name]) => !own.includes(name)));
  return { toggles, kept, problems };
}

export function allOff(): Toggles {
  return Object.fromEntries(TOOL_NAMES.map((tool) => [tool, false])) as Toggles;
}

/** `tool_enabled` for the file. Earlier names follow their tool: an old `false` would turn it off again at the next start. */
export function writeToggles(toggles: Readonly<Toggles>, kept: JsonObject): JsonObject {
  const others = Object.entries(kept).map(([name, value]): [string, JsonValue] => {
    const tool = Object.hasOwn(EARLIER_TOOL_NAMES, name) ? EARLIER_TOOL_NAMES[name] : undefined;
    return [name, tool === undefined ? value : toggles[tool]];
  });
  return { ...toggles, ...Object.fromEntries(others) };
}
