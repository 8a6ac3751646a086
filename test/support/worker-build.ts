import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';

let built: Promise<string> | undefined;

/**
 * The folder with `parse-html.cjs`, the worker of `web_scrape`, bundled as the app's build does it. Built once for each
 * test process, removed when it ends.
 */
export function workerScriptDir(): Promise<string> {
  built ??= buildWorker();
  return built;
}

async function buildWorker(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'execution-layer-worker-'));
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }));
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: resolve('src-main/tools/web-scrape/parse-html.worker.ts'),
      outDir,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'parse-html.cjs' } },
    },
  });
  return outDir;
}
