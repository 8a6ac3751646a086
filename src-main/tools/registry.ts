import { browserAutomation } from './browser-automation/browser-automation.ts';
import { consultUi } from './consult-ui/consult-ui.ts';
import { desktopAutomation } from './desktop-automation/desktop-automation.ts';
import { gitStatus } from './git-status/git-status.ts';
import type { Tool } from './tool.ts';
import { webScrape } from './web-scrape/web-scrape.ts';

/** Every tool of the app, in the order it is shown. To add one: its folder, and a line here. */
export const ALL_TOOLS: readonly Tool[] = [
  gitStatus,
  webScrape,
  browserAutomation,
  desktopAutomation,
  consultUi,
];
