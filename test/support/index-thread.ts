import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';

let built: Promise<string> | undefined;

/**
 * The folder with `audit-index.cjs`, the thread of the search index, and `index-child.cjs`, a process that indexes a log, both
 * bundled as the app's build does it; built once for each test file.
 */
export function indexScriptDir(): Promise<string> {
  return (built ??= buildThread());
}

/** Removes what `indexScriptDir` built. */
export async function removeIndexScript(): Promise<void> {
  const dir = await built;
  built = undefined;
  if (dir !== undefined) await rm(dir, { recursive: true, force: true });
}

async function buildThread(): Promise<string> {
  // Inside the checkout: SQLite is not bundled, and is looked for from here.
  const cache = resolve('node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const outDir = await mkdtemp(join(cache, 'audit-index-'));
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['node-sqlite3-wasm'] },
    build: {
      ssr: true,
      outDir,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: {
          'audit-index': resolve('src-main/audit/index/index.worker.ts'),
          'index-child': resolve('test/support/index-child-entry.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
      },
    },
  });
  return outDir;
}
