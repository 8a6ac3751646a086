import type { Settings, ToolName } from '../../src-preload/contract/types.ts';

/** The toggles of a first start, with these tools switched on as well. */
export function toolsOn(...names: ToolName[]): Settings['tool_enabled'] {
  const toggles = {
    git_status: true,
    web_scrape: true,
    browser_automation: false,
    desktop_automation: false,
    consult_ui: false,
  };
  for (const name of names) toggles[name] = true;
  return toggles;
}
