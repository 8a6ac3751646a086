import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test';
import { electronArgs, electronEnv, environmentSwitches } from '../../scripts/lib/electron-args.mjs';
import { resolveRuntime } from '../../scripts/lib/runtime.mjs';
import type { PanelChannels } from '../../src-preload/contract/channels.ts';
import type { Answer } from '../../src-preload/contract/errors.ts';

export const CHECKOUT = resolve(import.meta.dirname, '../..');

/** A temporary folder with its real path, for user data or a workspace. */
export function temporaryFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `execution-layer-${name}-`));
}

export interface LaunchOptions {
  userData: string;
  env?: Record<string, string>;
  args?: string[];
  /** The folder of the app: the checkout unless told. */
  app?: string;
}

/** The running app with its panel, driven over the real preload bridge. */
export interface RunningApp {
  electron: ElectronApplication;
  panel: Page;
  userData: string;
  /** Calls a method of `window.executionLayer` in the panel's page, as any script in it could. */
  ask<N extends keyof PanelChannels>(
    method: N,
    request?: unknown,
  ): Promise<Answer<PanelChannels[N]['response']>>;
  /** The same, for a call that has to succeed. @throws Error with the refusal's words */
  get<N extends keyof PanelChannels>(method: N, request?: unknown): Promise<PanelChannels[N]['response']>;
  /** Quits as a person would, and waits until the process is gone. */
  quit(): Promise<void>;
  /** Ends the process at once, as a power cut would. Nothing happens when it is gone already. */
  kill(): Promise<void>;
}

/** Starts the built app on a user-data folder and waits for its panel. */
export async function launch(options: LaunchOptions): Promise<RunningApp> {
  const { switches } = environmentSwitches({
    platform: process.platform,
    uid: process.getuid?.(),
    virtual: process.platform === 'linux',
  });
  const electron = await _electron.launch({
    executablePath: resolveRuntime().path,
    args: electronArgs({
      switches,
      app: options.app ?? CHECKOUT,
      args: [`--user-data-dir=${options.userData}`, ...(options.args ?? [])],
    }),
    env: { ...electronEnv(process.env), ...options.env },
  });
  const panel = await electron.firstWindow();
  await panel.waitForFunction(() => 'executionLayer' in window);
  const child = electron.process();
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  const ask: RunningApp['ask'] = (method, request) => panel.evaluate(callBridge, { method, request });
  return {
    electron,
    panel,
    userData: options.userData,
    ask,
    async get(method, request) {
      const answer = await ask(method, request);
      if (!answer.ok) throw new Error(`${method}: ${answer.error.code}: ${answer.error.message}`);
      return answer.value;
    },
    async quit() {
      await electron.evaluate(({ app }) => app.quit()).catch(() => undefined);
      await gone;
    },
    async kill() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await gone;
    },
  };
}

/** Runs in the page. */
function callBridge({ method, request }: { method: string; request: unknown }): Promise<never> {
  const [feature, key] = method.split('.') as [string, string];
  const bridge = (window as unknown as { executionLayer: Record<string, Record<string, unknown>> })
    .executionLayer;
  return (bridge[feature]?.[key] as (value: unknown) => Promise<never>)(request);
}

/** A test with a fresh user-data folder; whatever app it left running is ended after it. */
export const test = base.extend<{
  userData: string;
  start: (options?: Partial<LaunchOptions>) => Promise<RunningApp>;
}>({
  // Playwright reads the fixture's needs off this pattern.
  // eslint-disable-next-line no-empty-pattern
  userData: async ({}, use) => {
    const folder = temporaryFolder('data');
    await use(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  },
  start: async ({ userData }, use) => {
    const running: RunningApp[] = [];
    await use(async (options = {}) => {
      const app = await launch({ userData, ...options });
      running.push(app);
      return app;
    });
    for (const app of running) await app.kill();
  },
});
