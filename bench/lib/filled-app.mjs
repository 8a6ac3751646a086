// @ts-check
import path from 'node:path';
import { startProbed } from './probed-app.mjs';
import { runSubject } from './subject.mjs';

/** Indexing what was filled takes its time on the first start. */
const LIMIT_MS = 60 * 60_000;

/**
 * What an app of `bench/apps` measures with a record of this length.
 * @template T
 * @param {'viewer' | 'indexing'} name
 * @param {number} records
 * @param {import('../measures.mjs').Context} context
 * @returns {Promise<T>}
 */
export async function look(name, records, context) {
  const { runtime, screen, folder, signal } = context;
  const userData = folder(`${name}-${records}`);
  await runSubject('audit-fill', { dir: path.join(userData, 'logs'), records: String(records) }, context);
  const app = await startProbed(name, {
    runtime: runtime.path,
    userData,
    screen,
    signal,
    limitMs: LIMIT_MS,
  });
  await app.quit();
  const line = /^measured: (.*)$/m.exec(app.said);
  if (!line?.[1]) throw new Error(`The ${name} app said nothing of what it measured.`);
  return JSON.parse(line[1]);
}
