// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './lib/build-run.mjs';
import { SetupError, reasonOf } from './lib/errors.mjs';
import { CHECKOUT } from './lib/paths.mjs';
import { resolveRuntime } from './lib/runtime.mjs';
import { createSay, sayError } from './lib/say.mjs';
import { untilSignal } from './lib/signals.mjs';
import { prove } from './lib/smoke-run.mjs';

/** @param {import('./lib/smoke-run.mjs').Proof} proof */
function show({ tools, audit, checks }) {
  const out = ['', 'Tools'];
  for (const { name, risk, enabled, availability } of /** @type {import('./lib/smoke-checks.mjs').Tool[]} */ (
    tools
  )) {
    out.push(
      `  ${enabled ? 'on ' : 'off'}  ${name} (${risk} risk)${availability.ok ? '' : `: ${availability.reason}`}`,
    );
  }
  out.push('', 'Newest records');
  for (const entry of /** @type {import('./lib/smoke-checks.mjs').Entry[]} */ (audit)) {
    out.push(
      `  ${String(entry.seq).padStart(4)}  ${entry.event.padEnd(10)} ${entry.tool_name ?? ''} ${entry.status ?? ''}`.trimEnd(),
    );
  }
  out.push('', 'Checks');
  for (const { name, ok, detail } of checks) out.push(`  ${ok ? '✓' : '✗'} ${name}: ${detail}`);
  process.stdout.write(`${out.join('\n')}\n`);
}

/**
 * @param {{json: boolean, workspace: string}} options
 * @param {AbortSignal} signal
 * @returns {Promise<number>} exit code
 */
async function smoke({ json, workspace }, signal) {
  const say = createSay({ quiet: json });
  /** @type {{version: string, source: string, path: string} | null} */
  let runtime = null;
  /** @type {import('./lib/smoke-run.mjs').Proof} */
  let proof = { tools: [], dryRun: null, run: null, scrape: null, audit: [], checks: [] };
  try {
    const { version, source, path: file } = resolveRuntime();
    runtime = { version, source, path: file };
    if (!fs.existsSync(workspace))
      throw new SetupError(`There is no folder ${workspace}.`, 'Give another --workspace.');
    await ensureBuilt({ say, signal, stdio: json ? 'stderr' : 'inherit' });
    say.fact(`Starting the app on Electron ${version} (${source}), with a data folder of its own...`);
    proof = await prove({ workspace: fs.realpathSync(workspace), signal });
  } catch (error) {
    signal.throwIfAborted();
    sayError(error);
    proof.checks.push({ name: 'the proof ran to its end', ok: false, detail: reasonOf(error) });
  }
  const passed = proof.checks.filter(({ ok }) => ok).length;
  const failed = proof.checks.length - passed;
  if (json) process.stdout.write(`${JSON.stringify({ runtime, ...proof, passed, failed })}\n`);
  else {
    show(proof);
    process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  }
  return failed === 0 && passed > 0 ? 0 : 1;
}

try {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, workspace: { type: 'string', default: CHECKOUT } },
  });
  const workspace = path.resolve(values.workspace);
  process.exitCode = await untilSignal((signal) => smoke({ json: values.json, workspace }, signal));
} catch (error) {
  process.exitCode = sayError(error);
}
