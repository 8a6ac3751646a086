import { createChildOwner } from './children.ts';
import { createGitRunner } from './git.ts';
import { checkPath } from './guarded-path.ts';
import { createOllamaClient } from './ollama/ollama-client.ts';
import { ollamaAddress } from './ollama/ollama-url.ts';
import { DesktopInput, type DesktopParts } from './input/desktop.ts';
import type { OwnedProcesses } from './owned-processes.ts';
import type { Platform } from './platform.ts';
import { createWorkerRunner, disposeIdleWorkers } from './workers.ts';

/** The real thing. `scriptDir` is where the built worker scripts are. */
export function createPlatform(
  scriptDir: string,
  { owned, desktop: desktopParts }: { owned: OwnedProcesses; desktop: DesktopParts },
): Platform {
  const children = createChildOwner(owned);
  const desktop = new DesktopInput(desktopParts);
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
    }),
    recover: () => desktop.recover(),
    async dispose() {
      await Promise.all([children.dispose(), disposeIdleWorkers(), desktop.dispose()]);
    },
  };
}
