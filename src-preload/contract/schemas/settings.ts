import { z } from 'zod';
import { APPROVAL_MODES, TOOL_NAMES } from '../types.ts';
import { nothing, toolName } from './common.ts';
import { canonicalDomain, canonicalFeedUrl, canonicalHostPort } from './hosts.ts';

const seconds = z.number().int();
const DAY_S = 24 * 3600;

const ABSOLUTE = /^(\/|[A-Za-z]:[\\/]|\\\\)[^\0]*$/;
/** Of either kind of system; the settings also check that it is absolute on this one. */
const absolutePath = z
  .string()
  .max(4096)
  .regex(ABSOLUTE, { error: 'An absolute path, like /home/anna/project.' });

/** A text with one right way of writing it; what means the same is taken and rewritten that way. */
const canonical = (rewrite: (text: string) => string | null, error: string) =>
  z
    .string()
    .max(300)
    .transform((text, context) => {
      const written = rewrite(text);
      if (written !== null) return written;
      context.addIssue({ code: 'custom', message: error });
      return z.NEVER;
    });

const domain = canonical(
  canonicalDomain,
  'A host name alone, like example.com, or *.example.com for its subdomains (no scheme, port or path).',
);
const hostPort = canonical(
  canonicalHostPort,
  'host:port as in an address, the port always written, like 127.0.0.1:8080.',
);

const feedUrl = canonical(canonicalFeedUrl, 'An https address without a name or a password in it.');

/** Every key of the settings file but `tool_enabled`, with the values it may have. */
export const settingShapes = {
  approval_mode: z.enum(APPROVAL_MODES),
  require_approval_for_risky: z.boolean(),
  max_steps_per_run: z.number().int().min(1).max(1000),
  max_retries_per_tool: z.number().int().min(0).max(20),
  dry_run_default: z.boolean(),
  workspace_roots: z.array(absolutePath).max(100),
  allowed_domains: z.array(domain).max(1000),
  private_hosts_allowed: z.array(hostPort).max(1000),
  models_root: absolutePath.nullable(),
  approval_timeout_s: seconds.min(1).max(3600),
  run_timeout_s: seconds.min(1).max(DAY_S),
  max_concurrent_runs: z.number().int().min(1).max(1000),
  rate_per_minute: z.number().int().min(0).max(1_000_000),
  loop_limit: z.number().int().min(0).max(1_000_000),
  browser_path: absolutePath.nullable(),
  browser_idle_s: seconds.min(0).max(DAY_S),
  pause_shortcut: z
    .string()
    .max(100)
    .regex(/^[!-~]*$/, { error: 'Keys joined by +, like CommandOrControl+Alt+Shift+P; empty for none.' }),
  input_speed: z.enum(['instant', 'human']),
  audit_segment_mb: z.number().int().min(1).max(4096),
  audit_keep_days: z.number().int().min(0).max(36_500),
  audit_keep_mb: z.number().int().min(0).max(10_000_000),
  theme: z.enum(['system', 'light', 'dark']),
  language: z
    .string()
    .max(35)
    .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, { error: 'A language tag like en or de-CH.' }),
  start_at_login: z.boolean(),
  update_feed_url: feedUrl.nullable(),
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
  'settings.pickModelsRoot': { request: nothing, response: settings },
};
