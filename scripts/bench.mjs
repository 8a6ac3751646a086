// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { MEASURES } from '../bench/measures.mjs';
import { rounded } from '../bench/lib/stats.mjs';
import { showTable } from '../bench/lib/table.mjs';
import { build, isBuilt } from './lib/build-run.mjs';
import { SetupError, reasonOf } from './lib/errors.mjs';
import { REMOVAL } from './lib/files.mjs';
import { screenOrVirtual } from './lib/launch.mjs';
import { CHECKOUT } from './lib/paths.mjs';
import { resolveRuntime } from './lib/runtime.mjs';
import { createSay, sayError } from './lib/say.mjs';
import { untilSignal } from './lib/signals.mjs';

/** @typedef {import('../bench/lib/table.mjs').Result} Result */

/**
 * @param {import('../bench/measures.mjs').Entry} entry
 * @param {import('../bench/measures.mjs').Finding} finding
 * @returns {Result}
 */
function toResult({ name, goal }, { measured, baseline, details }) {
  const value = rounded(measured.value / baseline.value);
  const [limit, met] =
    'atMost' in goal ? [goal.atMost, value <= goal.atMost] : [goal.atLeast, value >= goal.atLeast];
  const figure = (/** @type {import('../bench/measures.mjs').Figure} */ each) => ({
    ...each,
    value: rounded(each.value),
  });
  return {
    name,
    value,
    unit: 'ratio',
    goal: limit,
    better: 'atMost' in goal ? 'lower' : 'higher',
    met,
    baseline: figure(baseline),
    measured: figure(measured),
    details: Object.fromEntries(
      Object.entries(details ?? {}).map(([key, each]) => [
        key,
        typeof each === 'number' ? rounded(each) : each,
      ]),
    ),
  };
}

/** @param {string[]} names */
function chosen(names) {
  const known = MEASURES.map(({ name }) => name);
  const strange = names.filter((name) => !known.includes(name));
  if (strange.length > 0) {
    throw new SetupError(
      `There is no measure named ${strange.join(', ')}.`,
      `There are: ${known.join(', ')}.`,
    );
  }
  return names.length === 0 ? MEASURES : MEASURES.filter(({ name }) => names.includes(name));
}

/**
 * @param {{json: boolean, only: string[]}} options
 * @param {AbortSignal} signal
 * @returns {Promise<number>} exit code: 0 when every measure could be taken, whether or not its goal was met
 */
async function bench({ json, only }, signal) {
  const say = createSay({ quiet: json });
  const entries = chosen(only);
  const runtime = resolveRuntime();
  if (!isBuilt('bench')) {
    say.step('Building the app with its no-op tool...');
    await build({ kind: 'bench', signal, stdio: json ? 'stderr' : 'inherit' });
  }
  say.fact(`Measuring on Electron ${runtime.version} (${runtime.source}).`);
  // On the checkout's disk: a temporary folder may be in memory, where a sync costs nothing.
  const scratch = fs.mkdtempSync(path.join(CHECKOUT, 'out-bench', 'run-'));
  const remove = () => fs.rmSync(scratch, REMOVAL);
  // Playwright ends this process by itself on Ctrl-C.
  process.once('exit', remove);
  const screen = await screenOrVirtual();
  /** @type {Result[]} */
  const results = [];
  /** @type {{name: string, message: string}[]} */
  const failed = [];
  try {
    for (const entry of entries) {
      say.step(`${entry.name}...`);
      const folder = (/** @type {string} */ name) => fs.mkdtempSync(path.join(scratch, `${name}-`));
      try {
        const finding = await entry.measure({ runtime, screen: screen?.env, folder, say: say.step, signal });
        results.push(toResult(entry, finding));
      } catch (error) {
        signal.throwIfAborted();
        sayError(error);
        failed.push({ name: entry.name, message: reasonOf(error) });
      }
    }
  } finally {
    await screen?.stop();
    await fs.promises.rm(scratch, REMOVAL);
    process.off('exit', remove);
  }
  const { version, source, path: file } = runtime;
  if (json) {
    const answer = {
      runtime: { version, source, path: file },
      results,
      ...(failed.length > 0 ? { failed } : {}),
    };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  } else process.stdout.write(showTable(results));
  return failed.length === 0 ? 0 : 1;
}

try {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  const only = values.only.flatMap((names) => names.split(',')).filter((name) => name !== '');
  process.exitCode = await untilSignal((signal) => bench({ json: values.json, only }, signal));
} catch (error) {
  process.exitCode = sayError(error);
}
