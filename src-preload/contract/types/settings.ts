import type { ToolName } from './tools.ts';

export const APPROVAL_MODES = ['auto', 'require_approval', 'read_only'] as const;
/** The settings file's keys, as in `execution_layer_config.json`. */
export interface Settings {
  tool_enabled: Record<ToolName, boolean>;
  approval_mode: (typeof APPROVAL_MODES)[number];
  require_approval_for_risky: boolean;
  max_steps_per_run: number;
  max_retries_per_tool: number;
  dry_run_default: boolean;
  workspace_roots: string[];
  allowed_domains: string[];
  private_hosts_allowed: string[];
  models_root: string | null;
  approval_timeout_s: number;
  run_timeout_s: number;
  max_concurrent_runs: number;
  rate_per_minute: number;
  loop_limit: number;
  browser_path: string | null;
  browser_idle_s: number;
  pause_shortcut: string;
  input_speed: 'instant' | 'human';
  audit_segment_mb: number;
  audit_keep_days: number;
  audit_keep_mb: number;
  theme: 'system' | 'light' | 'dark';
  language: string;
  start_at_login: boolean;
  update_feed_url: string | null;
}

/** Any part of the settings; `tool_enabled` may name single tools. */
export type SettingsPatch = {
  [K in Exclude<keyof Settings, 'tool_enabled'>]?: Settings[K] | undefined;
} & { tool_enabled?: Partial<Record<ToolName, boolean>> | undefined };
