// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { knownAdvisories } from './advisories.mjs';
import { build } from './build-run.mjs';
import { failures, oneCheck, playwrightCounts, settled, vitestCounts } from './counts.mjs';
import { hasDisplay, startVirtualDisplay } from './display.mjs';
import { electronEnv } from './electron-args.mjs';
import { reasonOf } from './errors.mjs';
import { readJson } from './files.mjs';
import { pack } from './pack-run.mjs';
import { packageBin } from './package-bin.mjs';
import { run } from './proc.mjs';
import { createSay } from './say.mjs';

/**
 * @typedef {import('./counts.mjs').Counts} Counts
 * @typedef {{
 *   root: string, temp: string, env: NodeJS.ProcessEnv, signal: AbortSignal, note: (text: string) => void,
 * }} Where `temp`: a folder for reports and everything else that the stages write outside the checkout
 * @typedef {Counts & {failures?: string[]}} Outcome `failures`: what failed and why, for the end of the output
 * @typedef {{
 *   name: string, needs?: string, configs: string[], alongside?: boolean, background?: boolean, alone?: boolean,
 *   run: (where: Where) => Promise<Outcome>,
 * }} Stage `needs`: a stage without which this one cannot be run; `configs`: files that it must have; `alongside`: it keeps
 *   one core busy and shows its output at its end, so that its neighbours of the same kind may run beside it; `background`:
 *   so does this one, at a low priority, with whatever else there is until a stage comes that must be `alone`
 */

const MINUTE = 60_000;

/**
 * Runs a package's command with its output shown.
 * @param {Where} where
 * @param {{
 *   pkg: string, command?: string, args: string[], limitMs: number, env?: NodeJS.ProcessEnv, atEnd?: boolean, low?: boolean,
 * }} what `atEnd`: the output is shown only then; `low`: others go before it
 * @returns {Promise<boolean>} whether it ended well and in time
 */
async function tool(
  { root, env, signal, note },
  { pkg, command, args, limitMs, env: more, atEnd = false, low = false },
) {
  const result = await run(process.execPath, [packageBin(root, pkg, command), ...args], {
    cwd: root,
    env: { ...env, ...more },
    limitMs,
    signal,
    stdio: atEnd ? 'capture' : 'inherit',
    sweep: true,
    low,
  });
  if (atEnd) note(`${result.stdout}${result.stderr}`.trimEnd());
  if (result.timedOut) note(`Ended after ${limitMs / MINUTE} minutes.`);
  return result.code === 0;
}

/**
 * A stage that is one check.
 * @param {string} name
 * @param {string[]} configs
 * @param {Parameters<typeof tool>[1]} what
 * @returns {Stage}
 */
const check = (name, configs, what) => ({
  name,
  configs,
  alongside: true,
  run: async (where) => oneCheck(await tool(where, { ...what, atEnd: true })),
});

/**
 * Fails on a known hole in what the app brings along. Where the registry has no list to give, or there is no network, that is
 * said, and counted as left out.
 * @type {Stage}
 */
const advisories = {
  name: 'known advisories',
  configs: ['package-lock.json'],
  alongside: true,
  run: async ({ root, signal, note }) => {
    const told = await knownAdvisories(root, signal);
    if (told.state === 'unreached') {
      note(`The registry's list of advisories was not reached: ${told.why}`);
      return { passed: 0, failed: 0, skipped: 1 };
    }
    return told.state === 'clean' ? oneCheck(true) : { ...oneCheck(false), failures: told.lines };
  },
};

/** @type {Stage} */
const unit = {
  name: 'unit tests',
  configs: ['vitest.config.ts'],
  run: async (where) => {
    const report = path.join(where.temp, 'unit.json');
    const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const limitMs = (where.env['EXECUTION_LAYER_LONG'] === '1' ? 45 : 10) * MINUTE;
    const ok = await tool(where, { pkg: 'vitest', args, limitMs });
    const told = readJson(report);
    return { ...settled(vitestCounts(told), ok), failures: failures(told) };
  },
};

/**
 * A stage that makes something.
 * @param {{name: string, needs?: string, configs: string[]}} what
 * @param {(where: Where) => Promise<void>} make
 * @returns {Stage}
 */
const making = (what, make) => ({
  ...what,
  run: async (where) => {
    try {
      await make(where);
      return oneCheck(true);
    } catch (error) {
      where.signal.throwIfAborted();
      where.note(reasonOf(error));
      return oneCheck(false);
    }
  },
});

const buildStage = making({ name: 'build', configs: ['electron.vite.config.ts'] }, ({ signal }) =>
  build({ signal }),
);
const packStage = making(
  { name: 'packing', needs: 'build', configs: ['electron-builder.yml'] },
  ({ signal }) => pack({ say: createSay(), signal }),
);

/**
 * @param {boolean} packed whether the packed app is driven, instead of the built checkout
 * @returns {Stage}
 */
const endToEnd = (packed) => ({
  name: packed ? 'end-to-end tests, of the packed app' : 'end-to-end tests, of the built checkout',
  needs: 'packing',
  // They look at how long the app takes.
  alone: true,
  configs: ['playwright.config.ts'],
  run: async (where) => {
    const report = path.join(where.temp, 'e2e.json');
    const screen = (await hasDisplay(process.platform, where.env)) ? undefined : await startVirtualDisplay();
    if (screen) where.note(`No screen here: the tests run on a virtual one, ${screen.display}.`);
    try {
      const ok = await tool(where, {
        pkg: '@playwright/test',
        command: 'playwright',
        args: ['test', '--reporter=list,json'],
        limitMs: 18 * MINUTE,
        env: {
          ...electronEnv(where.env, screen?.env),
          PLAYWRIGHT_JSON_OUTPUT_FILE: report,
          ...(packed && { EXECUTION_LAYER_PACKED: '1' }),
        },
      });
      const told = readJson(report);
      return { ...settled(playwrightCounts(told), ok), failures: failures(told) };
    } finally {
      await screen?.stop();
    }
  },
});

/**
 * What git sees as changed; undefined where this is not a git checkout.
 * @param {string} root
 */
export async function treeState(root) {
  if (!fs.existsSync(path.join(root, '.git'))) return undefined;
  const result = await run('git', ['--no-optional-locks', 'status', '--porcelain'], { cwd: root });
  if (result.code !== 0) throw new Error(`git status failed: ${result.stderr.trim()}`);
  return result.stdout;
}

/**
 * All stages, in order.
 * @param {{fast: boolean, long: boolean, before: string | undefined}} options `before`: the tree's state before the run
 * @returns {Stage[]}
 */
export function stages({ fast, long, before }) {
  // The native compiler takes a quarter of the time. `typescript` itself is an older one, whose interface lint needs.
  const tsc = { pkg: 'typescript-native', command: 'tsc', limitMs: 10 * MINUTE };
  /** @type {Stage[]} */
  const all = [
    // The longest: it takes what the others, unit tests that wait among them, leave of two cores.
    {
      ...check('lint', ['eslint.config.js'], {
        pkg: 'eslint',
        args: ['.', '--max-warnings=0'],
        limitMs: 15 * MINUTE,
        low: true,
      }),
      background: true,
    },
    check("types, against the product's Electron", ['tsconfig.json'], {
      ...tsc,
      args: ['-p', 'tsconfig.json'],
    }),
    check('types, against the oldest Electron', ['tsconfig.floor.json'], {
      ...tsc,
      args: ['-p', 'tsconfig.floor.json'],
    }),
    check('format', ['.prettierrc.json'], {
      pkg: 'prettier',
      args: ['--check', '--log-level=warn', '.'],
      limitMs: 6 * MINUTE,
    }),
    check('import walls', ['.dependency-cruiser.cjs'], {
      pkg: 'dependency-cruiser',
      command: 'depcruise',
      args: [
        '--config',
        '.dependency-cruiser.cjs',
        'src-main',
        'src-preload',
        'src-renderer',
        'scripts',
        'test',
      ],
      limitMs: 6 * MINUTE,
    }),
    ...(fast ? [] : [advisories]),
    unit,
    buildStage,
  ];
  // What people get is what is driven; the built checkout, which developers start, in the long form.
  if (!fast) all.push(packStage, endToEnd(true));
  if (long) all.push(endToEnd(false));
  if (before !== undefined) all.push(cleanTree(before));
  return all;
}

/**
 * @param {string} before
 * @returns {Stage}
 */
function cleanTree(before) {
  return {
    name: 'the run left the checkout as it was',
    configs: [],
    run: async ({ root, note }) => {
      const after = await treeState(root);
      if (after !== before) note(`git status before:\n${before}after:\n${after}`);
      return oneCheck(after === before);
    },
  };
}
