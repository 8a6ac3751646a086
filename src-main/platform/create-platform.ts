import { createChildOwner } from './children.ts';
import { createGitRunner } from './git.ts';
import { checkPath } from './guarded-path.ts';
import { createOllamaClient } from './ollama/ollama-client.ts';
import { ollamaAddress } from './ollama/ollama-url.ts';
import type { OwnedProcesses } from './owned-processes.ts';
import type { Platform } from './platform.ts';
import { createWorkerRunner, disposeIdleWorkers } from './workers.ts';

/** The real thing. `scriptDir` is where the built worker scripts are. */
export function createPlatform(scriptDir: string, { owned }: { owned: OwnedProcesses }): Platform {
  const children = createChildOwner(owned);
  return {
    forPlan: () => ({ checkPath, ollamaAddress: () => ollamaAddress(process.env) }),
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
    }),
    async dispose() {
      await Promise.all([children.dispose(), disposeIdleWorkers()]);
    },
  };
}
