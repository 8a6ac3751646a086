// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { checkParts } from '../src-main/audit/chain/parts.mjs';
import { verifyLog } from '../src-main/audit/chain/verify-log.mjs';

/*
 * `npm run audit:verify -- FILE_OR_FOLDER [--key FINGERPRINT] [--json]`: checks a log, also a copied one, with nothing but
 * Node. Exit codes: 0 nothing wrong, 1 something wrong, 2 it could not be checked, or not against the key.
 */

/** Every file of a log is named like this. */
const OF_A_LOG = 'tools_audit.';
const USAGE = 'Usage: npm run audit:verify -- FILE_OR_FOLDER [--key FINGERPRINT] [--json]';

/**
 * What to look at: one file, a log's folder, or the app's whole data folder. Where it could be either of two logs, somebody may
 * have put one there to be looked at instead of the other.
 * @param {string} given
 */
function whatToVerify(given) {
  // npm runs its scripts from the package's folder; what is given is meant from where the person is.
  const { npm_lifecycle_event: script, INIT_CWD: from } = process.env;
  const target = path.resolve(...(script === 'audit:verify' && from ? [from] : []), given);
  if (!fs.statSync(target).isDirectory()) {
    const dir = path.dirname(target);
    return { dir, file: path.basename(target), artifacts: null };
  }
  const inside = path.join(target, 'logs');
  const isDataFolder = fs.existsSync(inside);
  if (isDataFolder && fs.readdirSync(target).some((name) => name.startsWith(OF_A_LOG)))
    throw new Error(`there are two logs here, in ${target} and in ${inside}. Name the one that is meant.`);
  const dir = isDataFolder ? inside : target;
  const artifacts = path.join(dir, '..', 'artifacts');
  // Of the whole data folder artifacts are a part: there it counts when their folder is missing.
  return { dir, file: undefined, artifacts: isDataFolder || fs.existsSync(artifacts) ? artifacts : null };
}

/**
 * @param {string} looked at which file or folder
 * @param {import('../src-main/audit/chain/verify-log.mjs').LogReport} report
 * @returns {string}
 */
function words(looked, report) {
  const { ok, records, signed, key, head, removed, artifacts, problems, notes } = report;
  const verdict =
    problems.length > 0
      ? `Something is wrong (${records} records looked at):`
      : `Nothing is wrong with ${records} records${ok ? '' : ', but the key has vouched for none of them'}.`;
  const lines = [looked, verdict];
  for (const { kind, message, segment } of problems)
    lines.push(`  ${kind}${segment === undefined ? '' : ` (${segment})`}: ${message}`);
  if (removed) lines.push(`${removed} records were removed by retention, and that was recorded.`);
  if (artifacts) lines.push(`${artifacts} artifacts were looked at.`);
  if (signed && head) {
    const newer = Math.max(0, records + (removed ?? 0) - head.count);
    const rest = newer > 0 ? `; ${newer} newer records are chained to them and not signed yet` : '';
    lines.push(`Signed up to record ${head.count}, of ${new Date(head.time * 1000).toISOString()}${rest}.`);
    lines.push(
      `Key: ${key}. It tells nothing unless it is the one that the app shows: compare it, or give it as --key.`,
    );
  } else lines.push('Not signed: a cut-off end or a log written anew as a whole cannot be told.');
  return [...lines, ...notes].join('\n');
}

const PART_THREAD = new URL('../src-main/audit/chain/part-thread.mjs', import.meta.url);

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { key: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const [given] = positionals;
  if (given === undefined || positionals.length > 1) throw new Error(USAGE);
  const key = values.key?.toLowerCase().replaceAll(/[\s:]/g, '');
  if (key !== undefined && !/^[0-9a-f]{64}$/.test(key))
    throw new Error('--key takes the 64 hex digits of the fingerprint, as the app shows them.');
  const what = whatToVerify(given);
  const parts =
    what.file === undefined ? await checkParts(what.dir, () => new Worker(PART_THREAD)) : new Map();
  const report = verifyLog({
    dir: what.dir,
    artifacts: what.artifacts,
    ...(what.file === undefined ? { parts } : { file: what.file }),
    ...(key === undefined ? {} : { key }),
  });
  const looked = path.join(what.dir, what.file ?? '');
  process.stdout.write(
    `${values.json ? JSON.stringify({ ...report, path: looked }) : words(looked, report)}\n`,
  );
  return report.ok ? 0 : report.problems.length > 0 ? 1 : 2;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(
    `The log could not be checked: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 2;
}
