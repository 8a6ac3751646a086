import { expect } from '@playwright/test';
import type { RunOutcome, Settings } from '../../src-preload/contract/types.ts';
import { test as base, type RunningApp } from './app.ts';
import { openEventWindow, type EventWindow, type EventWindowOptions } from './event-window.ts';
import { openScreen, type Terminal, type TestScreen } from './screen.ts';

const ON = { tool_enabled: { desktop_automation: true } };
/** Settings with which acting on the desktop asks, and with which it does not. */
export const ASKS = JSON.stringify(ON);
export const FREE = JSON.stringify({ ...ON, require_approval_for_risky: false });

/** As the app's `configure` takes them. */
type Given = Partial<Settings> | string;

/** The real app on a screen of the test's own. */
interface OnDesk {
  desk: TestScreen;
  app: RunningApp;
}

interface DeskFixtures {
  openDesk: (layout?: string) => Promise<TestScreen>;
  /** A screen, and the app on it with these settings. */
  openApp: (settings: Given) => Promise<OnDesk>;
  /** And then a terminal, as the window that is aimed at. */
  withTerminal: (
    settings: Given,
    ...options: Parameters<TestScreen['terminal']>
  ) => Promise<OnDesk & { terminal: Terminal }>;
  /** And then a window that tells what it gets. */
  withEvents: (settings: Given, options?: EventWindowOptions) => Promise<OnDesk & EventWindow>;
}

/** A test of the real app on a screen of its own. */
export const test = base.extend<DeskFixtures>({
  openDesk: async ({}, use) => {
    const open: TestScreen[] = [];
    await use(async (layout?: string) => {
      const screen = await openScreen(layout);
      open.push(screen);
      return screen;
    });
    for (const screen of open) await screen.close();
  },
  openApp: ({ openDesk, configure, start }, use) =>
    use(async (settings) => {
      configure(settings);
      const desk = await openDesk();
      return { desk, app: await start({ env: desk.env }) };
    }),
  withTerminal: ({ openApp }, use) =>
    use(async (settings, ...options) => {
      const on = await openApp(settings);
      return { ...on, terminal: await on.desk.terminal(...options) };
    }),
  withEvents: ({ openApp }, use) =>
    use(async (settings, options) => {
      const on = await openApp(settings);
      return { ...on, ...(await openEventWindow(on.desk, options)) };
    }),
});

/** Runs desktop actions through the panel's bridge. */
export function act(app: RunningApp, ...actions: object[]): Promise<RunOutcome> {
  return app.get('runs.start', { tool: 'desktop_automation', args: { actions } });
}

/** A run of desktop actions under way. */
export interface Going {
  outcome: Promise<RunOutcome>;
  /**
   * Waits until an action has begun, by its number from 1.
   * @returns the run's id
   * @throws Error with how the run ended, when it did before
   */
  reached: (action: number) => Promise<string>;
}

/** Begins a run of desktop actions. */
export function begin(app: RunningApp, ...actions: object[]): Going {
  let ended: RunOutcome | undefined;
  const outcome = act(app, ...actions);
  void outcome.then(
    (it) => (ended = it),
    () => undefined,
  );
  return {
    outcome,
    async reached(action) {
      let runId = '';
      const there = async (): Promise<boolean> => {
        if (ended) throw new Error(`It ended before: ${ended.status} ${JSON.stringify(ended.error)}`);
        const run = (await app.get('runs.active')).find(({ tool }) => tool === 'desktop_automation');
        runId = run?.runId ?? '';
        return (run?.step?.index ?? 0) >= action;
      };
      await expect(async () => expect(await there()).toBe(true)).toPass({ timeout: 30_000, intervals: [50] });
      return runId;
    },
  };
}
