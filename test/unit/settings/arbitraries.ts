import fc from 'fast-check';
import { TOOL_NAMES, type Settings, type SettingsPatch } from '../../../src-preload/contract/types.ts';

const domain = fc.constantFrom(
  'example.com',
  '*.example.com',
  'a.example.com',
  '*.a.example.com',
  'other.org',
  '*.org',
);
const hostPort = fc.constantFrom('localhost:80', '127.0.0.1:8080', '[::1]:443');
const folder = fc.constantFrom('/a', '/a/b', '/c');
const toggles = Object.fromEntries(TOOL_NAMES.map((tool) => [tool, fc.boolean()])) as Record<
  (typeof TOOL_NAMES)[number],
  fc.Arbitrary<boolean>
>;

const plain = {
  approval_mode: fc.constantFrom('auto' as const, 'require_approval' as const, 'read_only' as const),
  require_approval_for_risky: fc.boolean(),
  max_steps_per_run: fc.integer({ min: 1, max: 1000 }),
  max_retries_per_tool: fc.integer({ min: 0, max: 20 }),
  dry_run_default: fc.boolean(),
  workspace_roots: fc.array(folder, { maxLength: 3 }),
  allowed_domains: fc.array(domain, { maxLength: 4 }),
  private_hosts_allowed: fc.array(hostPort, { maxLength: 3 }),
  models_root: fc.constantFrom(null, '/models', '/other'),
  approval_timeout_s: fc.integer({ min: 1, max: 3600 }),
  run_timeout_s: fc.integer({ min: 1, max: 86_400 }),
  max_concurrent_runs: fc.integer({ min: 1, max: 1000 }),
  rate_per_minute: fc.integer({ min: 0, max: 1000 }),
  loop_limit: fc.integer({ min: 0, max: 1000 }),
  browser_path: fc.constantFrom(null, '/usr/bin/chromium', '/opt/other'),
  browser_idle_s: fc.integer({ min: 0, max: 86_400 }),
  pause_shortcut: fc.constantFrom('', 'F12', 'CommandOrControl+Alt+Shift+P'),
  input_speed: fc.constantFrom('instant' as const, 'human' as const),
  audit_segment_mb: fc.integer({ min: 1, max: 4096 }),
  audit_keep_days: fc.integer({ min: 0, max: 36_500 }),
  audit_keep_mb: fc.integer({ min: 0, max: 10_000_000 }),
  theme: fc.constantFrom('system' as const, 'light' as const, 'dark' as const),
  language: fc.constantFrom('en', 'de-CH'),
  start_at_login: fc.boolean(),
  update_feed_url: fc.constantFrom(null, 'https://a.example.com/', 'https://b.example.com/x'),
};

export const anySettings: fc.Arbitrary<Settings> = fc.record({ tool_enabled: fc.record(toggles), ...plain });

export const anyPatch: fc.Arbitrary<SettingsPatch> = fc.record(
  { tool_enabled: fc.record(toggles, { requiredKeys: [] }), ...plain },
  { requiredKeys: [] },
);

/** Any JSON, and often what nearly fits. */
export const anyJson = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('true', 'auto', 'read only', -1, 0, 1, 5, 50, 3600.5, 1e9, '10', '/a', 'relative'),
  fc.array(fc.oneof(domain, hostPort, folder, fc.jsonValue({ maxDepth: 1 }))),
);
