import type { ToolName } from '../../src-preload/contract/types.ts';

/**
 * Names that the earlier system's settings file has for our tools. A closed list: a new tool needs no entry. The tools'
 * own `aliases` say the same, which a test holds.
 */
export const EARLIER_TOOL_NAMES: Readonly<Record<string, ToolName>> = {
  web_scrape_bs4: 'web_scrape',
  browser_automation_selenium: 'browser_automation',
  desktop_automation_pyautogui: 'desktop_automation',
};
