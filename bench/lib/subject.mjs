// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { CHECKOUT } from '../../scripts/lib/paths.mjs';
import { run } from '../../scripts/lib/proc.mjs';

const SUBJECTS = path.join(CHECKOUT, 'bench', 'subjects');
const OUT = path.join(CHECKOUT, 'out-bench', 'subjects');
const LIMIT_MS = 5 * 60_000;

/** @type {Promise<unknown> | undefined} */
let built;

/**
 * Runs `bench/subjects/<name>.ts`, product code and baseline in one process, in the runtime's own Node without windows. It
 * gets `input` as JSON on its command line and prints one line of JSON, which is the answer.
 * @param {string} name
 * @param {Record<string, string>} input
 * @param {import('../measures.mjs').Context} context
 * @returns {Promise<any>}
 */
export async function runSubject(name, input, { runtime, signal }) {
  await (built ??= buildSubjects());
  const { code, stdout, stderr, timedOut } = await run(
    runtime.path,
    [path.join(OUT, `${name}.cjs`), JSON.stringify(input)],
    { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, limitMs: LIMIT_MS, signal },
  );
  if (timedOut) throw new Error(`${name} took longer than ${LIMIT_MS / 60_000} minutes.`);
  if (code !== 0) throw new Error(`${name} ended with code ${code}:\n${stderr.slice(-4000)}`);
  return JSON.parse(stdout);
}

/** Bundles every subject as the app's own build bundles main: the same target, and every package inside. */
async function buildSubjects() {
  const { build } = await import('vite');
  const subjects = fs.readdirSync(SUBJECTS).filter((file) => file.endsWith('.ts'));
  await build({
    configFile: false,
    root: CHECKOUT,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: OUT,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        // They find parts of themselves by where they lie.
        external: ['@nut-tree/nut-js', 'playwright-core', 'node-sqlite3-wasm'],
        input: Object.fromEntries(subjects.map((file) => [path.parse(file).name, path.join(SUBJECTS, file)])),
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
      },
    },
  });
}
