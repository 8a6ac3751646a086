// @ts-check
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { closingLine, oneCheck } from './lib/counts.mjs';
import { SetupError } from './lib/errors.mjs';
import { REMOVAL } from './lib/files.mjs';
import { endMarked } from './lib/leftovers.mjs';
import { CHECKOUT } from './lib/paths.mjs';
import { sayError } from './lib/say.mjs';
import { untilSignal } from './lib/signals.mjs';
import { stages, treeState } from './lib/stages.mjs';

/** @param {string} text */
const tell = (text) => void process.stdout.write(`${text}\n`);
/** @param {number} from */
const seconds = (from) => `${((Date.now() - from) / 1000).toFixed(1)} s`;

/**
 * @param {{fast: boolean, long: boolean}} options
 * @param {AbortSignal} signal
 * @returns {Promise<import('./lib/counts.mjs').Counts[]>}
 */
async function test({ fast, long }, signal) {
  const started = Date.now();
  const token = randomUUID();
  // Everything that the stages start inherits the mark and the folder: the one finds it, the other is removed.
  const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'el-'));
  // Tests that become another user must get through it to what they gave that user.
  fs.chmodSync(temp, 0o711);
  /** @type {NodeJS.ProcessEnv} */
  const env = {
    ...process.env,
    EXECUTION_LAYER_TEST_RUN: token,
    TMPDIR: temp,
    TEMP: temp,
    TMP: temp,
    ...(long ? { EXECUTION_LAYER_LONG: '1' } : {}),
  };
  /** @type {{name: string, counts: import('./lib/stages.mjs').Outcome, took: string}[]} */
  const done = [];
  try {
    /** @param {import('./lib/stages.mjs').Stage} stage */
    const runStage = async (stage) => {
      const from = Date.now();
      // Output of stages that run side by side must not be mixed.
      /** @type {string[]} */
      const told = [];
      const note = stage.alongside ? (/** @type {string} */ text) => void told.push(text) : tell;
      note(`\n== ${stage.name}`);
      const missing = stage.configs.filter((file) => !fs.existsSync(path.join(CHECKOUT, file)));
      const blocked = done.some(({ name, counts }) => name === stage.needs && counts.failed > 0);
      /** @type {import('./lib/stages.mjs').Outcome} */
      let counts = oneCheck(false);
      if (missing.length > 0) note(`Missing: ${missing.join(', ')}`);
      else if (blocked) note(`Not run: it needs the stage "${stage.needs}", which failed.`);
      else counts = await stage.run({ root: CHECKOUT, temp, env, signal, note });
      done.push({ name: stage.name, counts, took: seconds(from) });
      note(`-- ${stage.name}: ${closingLine([counts])} (${seconds(from)})`);
      if (told.length > 0) tell(told.join('\n'));
    };
    const all = stages({ fast, long, before: await treeState(CHECKOUT) });
    const behind = Promise.all(all.filter(({ background }) => background).map(runStage));
    // It may fail long before it is waited for.
    behind.catch(() => undefined);
    const beside = all.filter(({ alongside, background }) => alongside && !background);
    await Promise.all(
      Array.from({ length: Math.min(2, os.availableParallelism()) }, async () => {
        for (let stage = beside.shift(); stage !== undefined; stage = beside.shift()) await runStage(stage);
      }),
    );
    for (const stage of all) {
      if (stage.alongside) continue;
      if (stage.alone) await behind;
      await runStage(stage);
    }
    await behind;
  } finally {
    const left = await endMarked(`EXECUTION_LAYER_TEST_RUN=${token}`);
    if (left.length > 0) tell(`\nStill running after the tests, and ended now:\n  ${left.join('\n  ')}`);
    await fs.promises.rm(temp, REMOVAL);
  }
  tell(`\n== summary (${seconds(started)})`);
  for (const { name, counts, took } of done) {
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
    tell(
      `${counts.failed === 0 ? '✓' : '✗'} ${name}: ${counts.passed} passed, ${counts.failed} failed${skipped} (${took})`,
    );
    for (const failure of counts.failures ?? []) tell(`    ${failure.replaceAll('\n', '\n      ')}`);
  }
  return done.map(({ counts }) => counts);
}

try {
  const { values } = parseArgs({
    options: { fast: { type: 'boolean', default: false }, long: { type: 'boolean', default: false } },
  });
  if (values.fast && values.long) throw new SetupError('--fast and --long exclude each other.');
  const all = await untilSignal((signal) => test(values, signal));
  tell(closingLine(all));
  process.exitCode = all.every(({ failed }) => failed === 0) ? 0 : 1;
} catch (error) {
  process.exitCode = sayError(error);
}
