import { existsSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test';
import { launchOptions } from '../../scripts/lib/launch.mjs';
import type { PanelChannels } from '../../src-preload/contract/channels.ts';
import type { Answer } from '../../src-preload/contract/errors.ts';
import type { Settings } from '../../src-preload/contract/types.ts';
import { makeRepo, makeTempDir, type GitRepo } from './git-repo.ts';
import { openSite, type Site } from './site.ts';

export const CHECKOUT = resolve(import.meta.dirname, '../..');

const START_LIMIT_MS = 25_000;

export interface LaunchOptions {
  userData: string;
  env?: Record<string, string>;
  args?: string[];
  /** The folder of the app: the checkout unless told. */
  app?: string;
  /** Scripts that are loaded before the app. */
  modules?: string[];
  /** The app that `npm run pack` has made for tests. */
  packed?: boolean;
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
  /** Evaluates in the main process. */
  inMain: ElectronApplication['evaluate'];
  /** Quits as a person would, and waits until the process is gone. */
  quit(): Promise<void>;
  /** Ends the process at once, as a power cut would. Nothing happens when it is gone already. */
  kill(): Promise<void>;
}

/** Starts the built app on a user-data folder and waits for its panel. */
export async function launch(options: LaunchOptions): Promise<RunningApp> {
  const electron = await _electron.launch({ ...launchOptions(options), timeout: START_LIMIT_MS });
  const panel = await electron.firstWindow({ timeout: START_LIMIT_MS });
  await panel.waitForFunction(() => 'executionLayer' in window, undefined, { timeout: START_LIMIT_MS });
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
    inMain: ((pageFunction: never, arg: never) =>
      uncollected(() => electron.evaluate(pageFunction, arg))) as ElectronApplication['evaluate'],
    async quit() {
      await electron.evaluate(({ app }) => app.quit()).catch(() => undefined);
      await gone;
    },
    async kill() {
      endGroup(child.pid);
      if (child.exitCode === null && child.signalCode === null) await gone;
    },
  };
}

/** The inspector may lose its hold on an evaluation's promise to the garbage collector; then it is asked again. */
async function uncollected<T>(evaluate: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await evaluate();
    } catch (error) {
      if (tries === 3 || !String(error).includes('garbage collected')) throw error;
    }
  }
}

/** Ends the app with all its processes: the launcher has made it the leader of a group of its own. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Ends the browsers that a killed app has left to its next start, which never comes here. */
function endOwned(userData: string): void {
  const path = join(userData, 'owned.json');
  if (!existsSync(path)) return;
  for (const { pid } of JSON.parse(readFileSync(path, 'utf8')) as { pid: number }[]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Runs in the page. */
function callBridge({ method, request }: { method: string; request: unknown }): Promise<never> {
  const [feature, key] = method.split('.') as [string, string];
  const bridge = (window as unknown as { executionLayer: Record<string, Record<string, unknown>> })
    .executionLayer;
  return (bridge[feature]?.[key] as (value: unknown) => Promise<never>)(request);
}

interface Fixtures {
  /** A fresh user-data folder. */
  userData: string;
  /** Writes the settings file before a start; keys that are left out have their defaults. */
  configure: (settings: Partial<Settings> | string) => void;
  /** Starts the app on the folder. Whatever is still running is ended after the test. */
  start: (options?: Partial<LaunchOptions>) => Promise<RunningApp>;
  /** A fresh git repository (its real path) with one commit. */
  repository: GitRepo;
  /** Serves pages on loopback until the test ends. */
  site: (pages: Record<string, string>) => Promise<Site>;
}

/** A test of the real app. */
export const test = base.extend<Fixtures>({
  userData: async ({}, use) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'execution-layer-data-')));
    await use(folder);
    endOwned(folder);
    // The killed app's helper processes may still be writing for a moment. Only the asynchronous form looks again at what has
    // come into a folder meanwhile.
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  },
  configure: async ({ userData }, use) => {
    await use((settings) => {
      const text = typeof settings === 'string' ? settings : JSON.stringify(settings);
      writeFileSync(join(userData, 'execution_layer_config.json'), text);
    });
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
  repository: async ({}, use) => {
    const folder = await makeTempDir();
    const repository = await makeRepo(folder.path);
    await repository.commit({ 'README.md': 'hello\n' });
    await use(repository);
    await folder.remove();
  },
  site: async ({}, use) => {
    const sites: Site[] = [];
    await use(async (pages) => {
      const site = await openSite(pages);
      sites.push(site);
      return site;
    });
    for (const site of sites) await site.close();
  },
});
