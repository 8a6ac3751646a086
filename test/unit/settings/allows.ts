import { TOOL_NAMES, type Settings } from '../../../src-preload/contract/types.ts';

const HOSTS = [
  'example.com',
  'a.example.com',
  'x.a.example.com',
  'other.org',
  'deep.other.org',
  'elsewhere.net',
];

function allowsHost(list: readonly string[], host: string): boolean {
  if (list.length === 0) return true;
  return list.some((entry) => (entry.startsWith('*.') ? host.endsWith(entry.slice(1)) : host === entry));
}

/**
 * What the settings let the app do, said apart from the code under test: names of what is allowed, and limits (more is
 * more). One allows no more than another when its set is a subset and no limit is higher.
 */
export function allows(settings: Readonly<Settings>): {
  set: Set<string>;
  limits: number[];
  choices: unknown[];
} {
  const modes = { read_only: 0, require_approval: 1, auto: 2 };
  const noLimit = (limit: number) => (limit === 0 ? Number.MAX_VALUE : limit);
  return {
    set: new Set([
      ...TOOL_NAMES.filter((tool) => settings.tool_enabled[tool]),
      ...settings.workspace_roots.map((root) => `root ${root}`),
      ...settings.private_hosts_allowed.map((host) => `private ${host}`),
      ...HOSTS.filter((host) => allowsHost(settings.allowed_domains, host)),
      ...(settings.require_approval_for_risky ? [] : ['risky unasked']),
      ...(settings.update_feed_url === null ? [] : [`feed ${settings.update_feed_url}`]),
      ...(settings.start_at_login ? ['start at login'] : []),
    ]),
    limits: [
      modes[settings.approval_mode],
      settings.max_steps_per_run,
      settings.max_retries_per_tool,
      settings.approval_timeout_s,
      settings.run_timeout_s,
      settings.max_concurrent_runs,
      noLimit(settings.rate_per_minute),
      noLimit(settings.loop_limit),
      settings.browser_idle_s,
      // What is kept of the record: less is more freedom.
      -noLimit(settings.audit_keep_days),
      -noLimit(settings.audit_keep_mb),
    ],
    choices: [
      settings.models_root,
      settings.browser_path,
      settings.pause_shortcut,
      settings.input_speed,
      settings.audit_segment_mb,
    ],
  };
}

/** Whether `one` allows nothing that `other` does not; choices, which have no order, are left out. */
export function allowsNoMore(one: Readonly<Settings>, other: Readonly<Settings>): boolean {
  const [a, b] = [allows(one), allows(other)];
  return (
    [...a.set].every((name) => b.set.has(name)) &&
    a.limits.every((limit, index) => limit <= (b.limits[index] ?? NaN))
  );
}
