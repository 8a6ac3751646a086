import type { Settings } from '../../src-preload/contract/types.ts';
import { domainsAllowNoMore } from './domains.ts';

/** The settings but the tool toggles. */
export type PlainKey = Exclude<keyof Settings, 'tool_enabled'>;

/**
 * What a change of a value means for what the app may do. `looser` is everything that does not surely allow less, and
 * has to be asked; `free` has nothing to do with it.
 */
export type Direction = 'same' | 'tighter' | 'looser' | 'free';

export interface SettingRule<T> {
  /** Taken when the file's value cannot be read: at least as tight as the default, and still a working app. */
  readonly careful: T;
  /** For two values that differ. */
  readonly direction: (from: T, to: T) => Exclude<Direction, 'same'>;
}

const free = (): 'free' => 'free';
const alwaysAsk = (): 'looser' => 'looser';
const tighterIf = (allowsNoMore: boolean): 'tighter' | 'looser' => (allowsNoMore ? 'tighter' : 'looser');
const lower = (from: number, to: number) => tighterIf(to < from);
const unlimitedAtZero = (limit: number): number => (limit === 0 ? Infinity : limit);
const lowerLimit = (from: number, to: number) => lower(unlimitedAtZero(from), unlimitedAtZero(to));
/** Keeping more of the record is the tight side; 0 keeps it for ever. */
const keepsMore = (from: number, to: number) => lowerLimit(to, from);
const subset = (from: readonly string[], to: readonly string[]) =>
  tighterIf(to.every((item) => from.includes(item)));

const MODES_FROM_TIGHT: readonly Settings['approval_mode'][] = ['read_only', 'require_approval', 'auto'];

/** For each key, its careful value and which direction allows less. */
export const SETTING_RULES: { readonly [K in PlainKey]: SettingRule<Settings[K]> } = {
  approval_mode: {
    careful: 'read_only',
    direction: (from, to) => lower(MODES_FROM_TIGHT.indexOf(from), MODES_FROM_TIGHT.indexOf(to)),
  },
  require_approval_for_risky: { careful: true, direction: (_from, to) => tighterIf(to) },
  max_steps_per_run: { careful: 1, direction: lower },
  max_retries_per_tool: { careful: 0, direction: lower },
  dry_run_default: { careful: true, direction: free },
  // A folder below a root is not surely less: it may be a link to elsewhere, which was refused through the root.
  workspace_roots: { careful: [], direction: subset },
  allowed_domains: { careful: [], direction: (from, to) => tighterIf(domainsAllowNoMore(from, to)) },
  private_hosts_allowed: { careful: [], direction: subset },
  models_root: { careful: null, direction: alwaysAsk },
  // The tightest value, 1 s, would leave no time to answer the question that mends it.
  approval_timeout_s: { careful: 30, direction: lower },
  run_timeout_s: { careful: 10, direction: lower },
  max_concurrent_runs: { careful: 1, direction: lower },
  rate_per_minute: { careful: 1, direction: lowerLimit },
  loop_limit: { careful: 1, direction: lowerLimit },
  browser_path: { careful: null, direction: alwaysAsk },
  browser_idle_s: { careful: 0, direction: lower },
  // The emergency stop must keep working, so that a broken value means the shortcut people know.
  pause_shortcut: { careful: 'CommandOrControl+Alt+Shift+P', direction: alwaysAsk },
  input_speed: { careful: 'human', direction: alwaysAsk },
  audit_segment_mb: { careful: 64, direction: alwaysAsk },
  audit_keep_days: { careful: 0, direction: keepsMore },
  audit_keep_mb: { careful: 0, direction: keepsMore },
  theme: { careful: 'system', direction: free },
  language: { careful: 'en', direction: free },
  start_at_login: { careful: false, direction: (_from, to) => tighterIf(!to) },
  // Who sets a feed lets its server say what this app is next.
  update_feed_url: { careful: null, direction: (_from, to) => tighterIf(to === null) },
};

export const PLAIN_KEYS = Object.keys(SETTING_RULES) as PlainKey[];
