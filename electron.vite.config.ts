import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

// A bench build also has the no-op tool; one to be shipped refuses the switches that open it to a debugger. Each goes to a
// folder of its own, so that none can be taken for another.
const kind = process.env['EXECUTION_LAYER_BUILD'] ?? 'app';
const bench = kind === 'bench';
const out = kind === 'app' ? 'out' : `out-${kind}`;
const from = (path: string): string => resolve(import.meta.dirname, path);

const { windowsPublisher } = JSON.parse(readFileSync(from('package.json'), 'utf8')) as {
  windowsPublisher: string | null;
};

// The oldest runtime the code must run on is Electron 33 (Node 20.18, Chromium 130).
const NODE = 'node20';
const CHROME = 'chrome130';

export default defineConfig({
  main: {
    define: {
      __BENCH__: JSON.stringify(bench),
      __DEBUGGABLE__: JSON.stringify(kind !== 'ship'),
      __WINDOWS_PUBLISHER__: JSON.stringify(windowsPublisher),
    },
    build: {
      target: NODE,
      outDir: `${out}/main`,
      sourcemap: true,
      // Less to read and to compile on the way to the window.
      minify: true,
      // Everything is bundled: a packed app then carries no node_modules but native ones, and starts faster.
      externalizeDeps: false,
      rolldownOptions: {
        // They read files of their own beside their code. Loaded by the first run that needs a browser or the desktop, or by
        // the index's thread.
        external: ['playwright-core', '@nut-tree/nut-js', 'node-sqlite3-wasm'],
        input: {
          main: from('src-main/main.ts'),
          'audit-index': from('src-main/audit/index/index.worker.ts'),
          'audit-import': from('src-main/audit/import.worker.ts'),
          'audit-redact': from('src-main/audit/redact.worker.ts'),
          'audit-sync': from('src-main/audit/sync-thread.mjs'),
          'audit-verify': from('src-main/audit/verify.worker.ts'),
          'parse-html': from('src-main/tools/web-scrape/parse-html.worker.ts'),
        },
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: 'chunks/[name]-[hash].cjs',
        },
      },
    },
  },
  preload: {
    build: {
      target: NODE,
      outDir: `${out}/preload`,
      sourcemap: true,
      externalizeDeps: false,
      // A sandboxed preload can load nothing but itself: one file each.
      isolatedEntries: true,
      rolldownOptions: {
        input: {
          'panel-bridge': from('src-preload/panel-bridge.ts'),
          'approval-bridge': from('src-preload/approval-bridge.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: from('src-renderer'),
    base: './',
    plugins: [react()],
    build: {
      target: CHROME,
      outDir: from(`${out}/renderer`),
      sourcemap: true,
      minify: true,
      modulePreload: { polyfill: false },
      // Inlined assets would need data: in more places of the page's policy.
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: {
          panel: from('src-renderer/panel/index.html'),
          approval: from('src-renderer/approval/index.html'),
        },
        // What views share comes in one file: each file is a question to main, which is busy while the first frame waits.
        output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] } },
      },
    },
  },
});
