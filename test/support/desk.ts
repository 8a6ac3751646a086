import type { RunOutcome } from '../../src-preload/contract/types.ts';
import { test as base, type RunningApp } from './app.ts';
import { openScreen, type TestScreen } from './screen.ts';

const ON = { tool_enabled: { desktop_automation: true } };
/** Settings with which acting on the desktop asks, and with which it does not. */
export const ASKS = JSON.stringify(ON);
export const FREE = JSON.stringify({ ...ON, require_approval_for_risky: false });

/** A test of the real app on a screen of its own. */
export const test = base.extend<{ openDesk: (layout?: string) => Promise<TestScreen> }>({
  // eslint-disable-next-line no-empty-pattern
  openDesk: async ({}, use) => {
    const open: TestScreen[] = [];
    await use(async (layout?: string) => {
      const screen = await openScreen(layout);
      open.push(screen);
      return screen;
    });
    for (const screen of open) await screen.close();
  },
});

/** Runs desktop actions through the panel's bridge. */
export function act(app: RunningApp, ...actions: object[]): Promise<RunOutcome> {
  return app.get('runs.start', { tool: 'desktop_automation', args: { actions } });
}
