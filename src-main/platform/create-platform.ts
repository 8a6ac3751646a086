import { createChildOwner } from './children.ts';
import { createGitRunner } from './git.ts';
import { checkPath } from './guarded-path.ts';
import { createGuardedHttp } from './guarded-http.ts';
import type { Platform } from './platform.ts';
import { createWorkerRunner, disposeIdleWorkers } from './workers.ts';

/** The real thing. `scriptDir` is where the built worker scripts are. */
export function createPlatform(scriptDir: string): Platform {
  const children = createChildOwner();
  return {
    forPlan: () => ({ checkPath }),
    forRun: (scope) => ({
      checkPath,
      git: createGitRunner(scope, children),
      http: createGuardedHttp(scope),
      workers: createWorkerRunner(scope, scriptDir),
    }),
    async dispose() {
      await Promise.all([children.dispose(), disposeIdleWorkers()]);
    },
  };
}
