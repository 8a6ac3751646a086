import { KeptBrowsers } from './browser/kept-browsers.ts';
import type { BrowserSessions } from './browser/sessions.ts';
import type { AssistantBrowser } from './assistants/assistant-browser.ts';
import type { Assistants } from './assistants/assistants.ts';
import { LeftWindows } from './assistants/left-windows.ts';
import type { Provider } from './assistants/providers.ts';
import { findBrowser } from './browser/find-browser.ts';
import { createChildOwner } from './children.ts';
import { createGitRunner } from './git.ts';
import { checkPath } from './guarded-path.ts';
import { createOllamaClient } from './ollama/ollama-client.ts';
import { ollamaAddress } from './ollama/ollama-url.ts';
import { DesktopInput, type DesktopParts } from './input/desktop.ts';
import type { OwnedProcesses } from './owned-processes.ts';
import type { ConsultPlaces, Platform } from './platform.ts';
import { createWorkerRunner, disposeIdleWorkers } from './workers.ts';

export interface PlatformParts {
  /** Where the built worker scripts are. */
  scriptDir: string;
  owned: OwnedProcesses;
  /** Where browsers keep their files while they run. */
  browserDir: string;
  desktop: Omit<DesktopParts, 'ownsProcess'>;
  /** The assistants that can be asked through their own pages. */
  providers: readonly Provider[];
  /** Where their browsers keep what the person has logged in to. */
  profiles: string;
}

/** The real thing. */
export function createPlatform(
  parts: PlatformParts,
): Platform & { windows: LeftWindows<AssistantBrowser>; keptBrowsers: KeptBrowsers } {
  const { scriptDir, owned, browserDir, providers, profiles } = parts;
  const children = createChildOwner(owned);
  const desktop = new DesktopInput({ ...parts.desktop, ownsProcess: (pid) => children.owns(pid) });
  // What drives a browser is loaded by the first run that needs one.
  let browsers: BrowserSessions | undefined;
  const keptBrowsers = new KeptBrowsers();
  const sessions = async (): Promise<BrowserSessions> => {
    const { createBrowserSessions } = await import('./browser/sessions.ts');
    return (browsers ??= createBrowserSessions({ children, dir: browserDir, kept: keptBrowsers }));
  };
  const windows = new LeftWindows<AssistantBrowser>();
  const places: ConsultPlaces = {
    ollamaAddress: () => ollamaAddress(process.env),
    providers: () => providers,
    findBrowser: (browserPath) => findBrowser(browserPath),
  };
  let consulting: Promise<Assistants> | undefined;
  const assistants = (): Promise<Assistants> =>
    (consulting ??= import('./assistants/assistants.ts').then(
      (module) => new module.Assistants({ children, profiles, left: windows }),
    ));
  return {
    windows,
    keptBrowsers,
    forPlan: () => ({ checkPath, consult: places, desktop: desktop.look() }),
    forRun: (scope) => ({
      checkPath,
      consult: {
        ...places,
        ollama: (at) => createOllamaClient(scope, at),
        withPage: async (use, work) => (await assistants()).withPage(scope, use, work),
        report: (effect) => scope.report(effect),
      },
      git: createGitRunner(scope, children),
      http: {
        // undici is loaded by the first page that is read, not on the app's way to its window.
        get: async (url, headers, limits) => {
          const { createGuardedHttp } = await import('./guarded-http.ts');
          return createGuardedHttp(scope).get(url, headers, limits);
        },
      },
      workers: createWorkerRunner(scope, scriptDir),
      desktop: desktop.hands(scope),
      browser: { open: async (options) => (await sessions()).open(scope, options) },
    }),
    recover: () => desktop.recover(),
    endIdle: () => browsers?.endIdle(),
    async dispose() {
      await windows.endAll('quit');
      await Promise.all([children.dispose(), disposeIdleWorkers(), desktop.dispose()]);
    },
  };
}
