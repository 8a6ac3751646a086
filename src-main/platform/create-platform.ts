import type { BrowserSessions } from './browser/sessions.ts';
import { createChildOwner } from './children.ts';
import { createGitRunner } from './git.ts';
import { checkPath } from './guarded-path.ts';
import { createOllamaClient } from './ollama/ollama-client.ts';
import { ollamaAddress } from './ollama/ollama-url.ts';
import { DesktopInput, type DesktopParts } from './input/desktop.ts';
import type { OwnedProcesses } from './owned-processes.ts';
import type { Platform } from './platform.ts';
import { createWorkerRunner, disposeIdleWorkers } from './workers.ts';

export interface PlatformParts {
  /** Where the built worker scripts are. */
  scriptDir: string;
  owned: OwnedProcesses;
  /** Where browsers keep their files while they run. */
  browserDir: string;
  desktop: DesktopParts;
}

/** The real thing. */
export function createPlatform(parts: PlatformParts): Platform {
  const { scriptDir, owned, browserDir } = parts;
  const children = createChildOwner(owned);
  const desktop = new DesktopInput(parts.desktop);
  // What drives a browser is loaded by the first run that needs one.
  let browsers: BrowserSessions | undefined;
  const sessions = async (): Promise<BrowserSessions> => {
    const { createBrowserSessions } = await import('./browser/sessions.ts');
    return (browsers ??= createBrowserSessions({ children, dir: browserDir }));
  };
  return {
    forPlan: () => ({
      checkPath,
      ollamaAddress: () => ollamaAddress(process.env),
      desktop: desktop.look(),
    }),
    forRun: (scope) => ({
      checkPath,
      ollamaAddress: () => ollamaAddress(process.env),
      ollama: (at) => createOllamaClient(scope, at),
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
      await Promise.all([children.dispose(), disposeIdleWorkers(), desktop.dispose()]);
    },
  };
}
