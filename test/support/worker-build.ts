import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';

let built: Promise<string> | undefined;

/**
 * The folder with `parse-html.cjs`, the worker of `web_scrape`, bundled as the app's build does it. Built once for each
 * test file; remove it with `removeWorkerBuild` at the end.
 */
export function workerScriptDir(): Promise<string> {
  built ??= buildWorker();
  return built;
}

/** Removes what `workerScriptDir` built. */
export async function removeWorkerBuild(): Promise<void> {
  const dir = await built;
  built = undefined;
  if (dir !== undefined) await rm(dir, { recursive: true, force: true });
}

async function buildWorker(): Promise<string> {
  return bundleWorker('src-main/tools/web-scrape/parse-html.worker.ts', 'parse-html.cjs');
}

/** Bundles a worker's script as the app's build does, into a folder of its own. @returns that folder */
export async function bundleWorker(entry: string, name: string): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'execution-layer-worker-'));
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: resolve(entry),
      outDir,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: name } },
    },
  });
  return outDir;
}
