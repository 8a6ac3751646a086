import { z } from 'zod';
import { APPROVAL_MODES, TOOL_NAMES } from '../types.ts';
import { nothing, toolName } from './common.ts';

const seconds = z.number().int();
const DAY_S = 24 * 3600;
const path = z.string().min(1).max(4096);

/** Every key of the settings file but `tool_enabled`, with the values it may have. */
export const settingShapes = {
  approval_mode: z.enum(APPROVAL_MODES),
  require_approval_for_risky: z.boolean(),
  max_steps_per_run: z.number().int().min(1).max(1000),
  max_retries_per_tool: z.number().int().min(0).max(20),
  dry_run_default: z.boolean(),
  workspace_roots: z.array(path).max(100),
  allowed_domains: z
    .array(
      z
        .string()
        .max(253)
        .regex(/^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$|^\[[0-9a-f:.]+\]$/, {
          error: 'A host name like example.com, or *.example.com for its subdomains (lower case).',
        }),
    )
    .max(1000),
  private_hosts_allowed: z
    .array(
      z
        .string()
        .max(300)
        .regex(/^([a-z0-9_.-]+|\[[0-9a-f:.]+\]):\d{1,5}$/, {
          error: 'host:port as in an address, the port always written, like 127.0.0.1:8080.',
        }),
    )
    .max(1000),
  models_root: path.nullable(),
  approval_timeout_s: seconds.min(1).max(3600),
  run_timeout_s: seconds.min(1).max(DAY_S),
  max_concurrent_runs: z.number().int().min(1).max(1000),
  rate_per_minute: z.number().int().min(0).max(1_000_000),
  loop_limit: z.number().int().min(0).max(1_000_000),
  browser_path: path.nullable(),
  browser_idle_s: seconds.min(0).max(DAY_S),
  pause_shortcut: z.string().max(100),
  input_speed: z.enum(['instant', 'human']),
  audit_segment_mb: z.number().int().min(1).max(4096),
  audit_keep_days: z.number().int().min(0).max(36_500),
  audit_keep_mb: z.number().int().min(0).max(10_000_000),
  theme: z.enum(['system', 'light', 'dark']),
  language: z.string().min(2).max(35),
  start_at_login: z.boolean(),
};

export const settings = z.strictObject({
  tool_enabled: z.strictObject(
    Object.fromEntries(TOOL_NAMES.map((name) => [name, z.boolean()])) as Record<
      (typeof TOOL_NAMES)[number],
      z.ZodBoolean
    >,
  ),
  ...settingShapes,
});

export const settingsPatch = z
  .strictObject({
    tool_enabled: z.partialRecord(toolName, z.boolean()),
    ...settingShapes,
  })
  .partial();

export const settingsChannels = {
  'settings.get': { request: nothing, response: settings },
  'settings.update': { request: settingsPatch, response: settings },
  'settings.pickWorkspace': { request: nothing, response: settings },
};
