import type { z } from 'zod';
import { DEFAULT_SETTINGS } from '../../../src-main/settings/defaults.ts';
import { direction, type SettingValue } from '../../../src-main/settings/direction.ts';
import { PLAIN_KEYS, SETTING_RULES, type PlainKey } from '../../../src-main/settings/rules.ts';
import { settingShapes } from '../../../src-preload/contract/schemas/settings.ts';
import type { Settings } from '../../../src-preload/contract/types.ts';
import { code, schemaOf, table, typeWords } from './schema-members.ts';

/** What each key means; type, default, careful value and direction come from the app. */
const MEANING: Record<PlainKey, string> = {
  approval_mode:
    '`auto`: low and medium risk run, high risk asks if the next key says so. `require_approval`: medium and high ask. `read_only`: only low risk runs.',
  require_approval_for_risky: 'In `auto`, high risk asks.',
  max_steps_per_run: 'Steps that one run may take.',
  max_retries_per_tool: 'Times that a transient failure is tried again.',
  dry_run_default: "Runs that don't say so are dry runs: the plan is shown, nothing happens.",
  workspace_roots: 'Folders that tools may work in, absolute paths.',
  allowed_domains: 'Hosts that may be reached. Empty: any public host. See below.',
  private_hosts_allowed: '`host:port` pairs that may be at a private address. See below.',
  models_root:
    'Folder of local models, an absolute path. The variable `MODELS_ROOT` overrides it. See [Models](#models).',
  approval_timeout_s: 'Seconds that a question waits for an answer; then it counts as denied.',
  run_timeout_s: 'Seconds that one run may take (`web_scrape`: at most 30).',
  max_concurrent_runs: 'Runs at the same time; others wait in order, at most 200.',
  rate_per_minute: 'Runs a minute for each caller and tool. 0: no limit.',
  loop_limit: 'Identical calls a minute. 0: no limit.',
  browser_path: 'The browser to use, an absolute path; `null`: the app looks for Chrome, Edge or Chromium.',
  browser_idle_s: 'Seconds that an unused browser is kept ready for the next run.',
  pause_shortcut: 'Keys that pause everything, from anywhere. Empty: none.',
  input_speed: 'Mouse and keyboard: `instant`, or `human` to be able to follow it.',
  audit_segment_mb: 'Size at which the record starts a new segment, MB.',
  audit_keep_days: 'Days that closed segments are kept. 0: for ever.',
  audit_keep_mb: 'MB of closed segments that are kept. 0: no limit.',
  theme: 'Of the windows.',
  language: "Language tag of the app's words. English so far; `en-XA` for tests.",
  start_at_login: 'Start the app when you log in, hidden in the tray.',
  update_feed_url:
    'Server that is asked for updates once a day, an https address; `null`: none, and nothing is asked. Nothing is downloaded or installed without your yes.',
};

/** What counts in place of a list of domains of which nothing can be used. */
const CAREFUL_DOMAINS = '`["none.invalid"]`';

/** The table of all keys in docs/configuration.md. */
export function settingsTable(): string {
  const toggles = Object.entries(DEFAULT_SETTINGS.tool_enabled);
  const names = (on: boolean): string =>
    toggles
      .filter(([, value]) => value === on)
      .map(([name]) => `\`${name}\``)
      .join(', ');
  return table(
    ['Key', 'Values', 'Default', 'Meaning', 'Careful', 'Allows less'],
    [
      [
        '`tool_enabled`',
        'true or false for each tool',
        `${names(true)} on; ${names(false)} off`,
        'Whether a tool can be used at all.',
        '`false` for the tool; all off when the whole value is no object',
        '`false`',
      ],
      ...PLAIN_KEYS.map(row),
    ],
  );
}

function row(key: PlainKey): string[] {
  const { careful } = SETTING_RULES[key];
  return [
    `\`${key}\``,
    typeWords(schemaOf(settingShapes[key] as z.ZodType, 'input')),
    code(DEFAULT_SETTINGS[key]),
    MEANING[key],
    key === 'allowed_domains' ? CAREFUL_DOMAINS : code(careful),
    allowsLess(key),
  ];
}

/** Which way allows less, found out from the rule itself by changes of its value. */
function allowsLess(key: PlainKey): string {
  const way = (from: unknown, to: unknown) => direction(key, from as SettingValue, to as SettingValue);
  const [low, high] = samples(key);
  const ways = [way(low, high), way(high, low)];
  if (ways.every((each) => each === 'free')) return 'free';
  if (ways.every((each) => each === 'looser')) return 'always asked';
  const value = DEFAULT_SETTINGS[key];
  if (typeof value === 'boolean') return code(ways[0] === 'tighter');
  if (Array.isArray(value))
    return key === 'allowed_domains' ? 'hosts that the old list covers' : 'a part of the list';
  if (typeof value === 'string') return `towards ${code(ways[0] === 'tighter' ? high : low)}`;
  const lower = ways[1] === 'tighter';
  const endless =
    way(0, 3) === (lower ? 'tighter' : 'looser') && way(3, 0) === (lower ? 'looser' : 'tighter');
  return `${lower ? 'lower' : 'higher'}${endless ? ' (0 is without end)' : ''}`;
}

/** Two values of a key, the one that would allow less first where there are only two ends. */
function samples(key: PlainKey): [unknown, unknown] {
  const value: Settings[PlainKey] = DEFAULT_SETTINGS[key];
  if (key === 'approval_mode') return ['read_only', 'auto'];
  if (typeof value === 'boolean') return [false, true];
  if (typeof value === 'number') return [2, 3];
  if (Array.isArray(value)) return [['a.example'], ['a.example', 'b.example']];
  return ['a', 'b'];
}
