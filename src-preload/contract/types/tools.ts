import type { JsonObject } from '../json.ts';

export const TOOL_NAMES = [
  'git_status',
  'web_scrape',
  'browser_automation',
  'desktop_automation',
  'consult_ui',
] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

export const RISKS = ['low', 'medium', 'high'] as const;
export type Risk = (typeof RISKS)[number];

export type Availability = { ok: true } | { ok: false; reason: string; fix?: string };

export interface ToolInfo {
  name: string;
  aliases: string[];
  title: string;
  description: string;
  risk: Risk;
  version: string;
  enabled: boolean;
  availability: Availability;
  /** No rule and no mode answers for the person. */
  askAlways?: true;
  /** JSON Schema (draft 2020-12) of `args`. */
  argsSchema: JsonObject;
  /** Arguments to begin from, each fit for `argsSchema`; kept apart from it, so that another example is no other schema. */
  examples?: ToolExample[];
}

/** Arguments to begin from, and what they do in a few words. */
export interface ToolExample {
  title: string;
  args: JsonObject;
}
