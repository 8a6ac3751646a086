// @ts-check
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { followChain } from './audit-chain.mjs';
import { SetupError } from './errors.mjs';
import { REMOVAL } from './files.mjs';
import { endMarked } from './leftovers.mjs';
import { launchOptions, screenOrVirtual } from './launch.mjs';
import { limited } from './limited.mjs';
import { NOT_STARTED, run } from './proc.mjs';
import { checkDryRun, checkRecords, checkScrape, checkStatus, checkTools } from './smoke-checks.mjs';
import { servePage } from './smoke-page.mjs';

/** Whole proof, and one call through the bridge. */
const LIMIT_MS = 90_000;
const CALL_MS = 30_000;

/**
 * @typedef {import('./smoke-checks.mjs').Check} Check
 * @typedef {{
 *   tools: unknown, dryRun: unknown, run: unknown, scrape: unknown, audit: unknown, checks: Check[],
 * }} Proof
 * @typedef {import('./smoke-checks.mjs').Outcome} Outcome
 */

/**
 * What git itself says of a folder.
 * @param {string} cwd
 * @returns {Promise<{root: string, branch: string | null}>}
 * @throws {SetupError} without git, or where it reads no repository
 */
export async function gitTruth(cwd) {
  // The folder may belong to somebody else; these two commands only ask where and on what branch it is.
  const env = {
    ...process.env,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
  };
  const top = await run('git', ['rev-parse', '--show-toplevel'], { cwd, env });
  if (top.code === NOT_STARTED)
    throw new SetupError('There is no git on the PATH.', 'Install git, and run this again.');
  if (top.code !== 0)
    throw new SetupError(
      `git could not read a repository at ${cwd}: ${top.stderr.trim()}`,
      'Give another --workspace.',
    );
  const branch = await run('git', ['symbolic-ref', '--short', '-q', 'HEAD'], { cwd, env });
  return {
    root: fs.realpathSync(top.stdout.trim()),
    branch: branch.code === 0 ? branch.stdout.trim() : null,
  };
}

/**
 * Ends a wait that takes too long or that someone has stopped.
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} signal
 * @param {string} what
 * @returns {Promise<T>}
 */
function within(promise, signal, what, limitMs = CALL_MS) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} took more than ${limitMs / 1000} s`)), limitMs);
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    });
  });
}

/**
 * Calls a bridge method in the panel's page.
 * @param {import('@playwright/test').Page} page
 * @param {AbortSignal} signal
 */
function caller(page, signal) {
  /** @type {(method: string, request?: unknown) => Promise<any>} */
  return async (method, request) => {
    const answer = await within(
      page.evaluate(
        ({ names, request }) => {
          /** @type {any} */
          let at = Reflect.get(globalThis, 'executionLayer');
          for (const name of names) at = at[name];
          return at(request);
        },
        { names: method.split('.'), request },
      ),
      signal,
      method,
    );
    if (answer?.ok !== true) throw new Error(`${method} answered ${JSON.stringify(answer?.error ?? answer)}`);
    return answer.value;
  };
}

/**
 * Starts the built app on a data folder of its own and goes through it by its real bridge. Everything is closed and
 * removed at the end, however it ends.
 * @param {{workspace: string, signal: AbortSignal}} options
 * @returns {Promise<Proof>}
 */
export async function prove({ workspace, signal: outer }) {
  const signal = limited(LIMIT_MS, outer);
  const truth = await gitTruth(workspace);
  const userData = fs.mkdtempSync(path.join(os.tmpdir(), 'execution-layer-smoke-'));
  const remove = () => fs.rmSync(userData, REMOVAL);
  // Playwright has its own handler of Ctrl-C, which ends this process: the folder goes in that case too.
  process.once('exit', remove);
  const page = await servePage();
  const screen = await screenOrVirtual();
  /** @type {import('@playwright/test').ElectronApplication | undefined} */
  let app;
  /** @type {Promise<import('@playwright/test').ElectronApplication> | undefined} */
  let launched;
  const mark = randomUUID();
  try {
    fs.writeFileSync(
      path.join(userData, 'execution_layer_config.json'),
      JSON.stringify({ workspace_roots: [truth.root], private_hosts_allowed: [page.host] }),
      { mode: 0o600 },
    );
    const { _electron } = await import('@playwright/test');
    launched = _electron.launch({
      ...launchOptions({ userData, screen, env: { EXECUTION_LAYER_SMOKE: mark } }),
      timeout: CALL_MS,
    });
    app = await within(launched, signal, 'Starting the app');
    const panel = await within(app.firstWindow(), signal, 'Opening the window');
    await within(
      panel.waitForFunction(() => Reflect.has(globalThis, 'executionLayer'), undefined, { timeout: CALL_MS }),
      signal,
      'Loading the panel',
    );
    return await walk(caller(panel, signal), { workspace, truth, page, userData });
  } finally {
    // Stopped while it was starting: it is let finish, so that there is something to close.
    app ??= await launched?.catch(() => undefined);
    if (app) await close(app);
    await endMarked(`EXECUTION_LAYER_SMOKE=${mark}`);
    await screen?.stop();
    await page.close();
    await fs.promises.rm(userData, REMOVAL);
    process.off('exit', remove);
  }
}

/**
 * Closes the app and waits until its process has ended: while it lives it may write to its data folder again.
 * @param {import('@playwright/test').ElectronApplication} app
 */
async function close(app) {
  const child = app.process();
  const gone = new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(undefined);
    else child.once('exit', resolve);
  });
  const limit = AbortSignal.timeout(10_000);
  try {
    await within(Promise.all([app.close(), gone]), limit, 'Closing the app');
  } catch {
    // It would not close, or Playwright was closing it already.
    await within(gone, AbortSignal.timeout(2000), 'Ending the app').catch(() => child.kill('SIGKILL'));
    await gone;
  }
}

/**
 * @param {ReturnType<typeof caller>} call
 * @param {{
 *   workspace: string, truth: {root: string, branch: string | null}, userData: string,
 *   page: {url: string, text: string},
 * }} context
 * @returns {Promise<Proof>}
 */
async function walk(call, { workspace, truth, page, userData }) {
  const tools = await call('tools.list', undefined);
  /** @type {Outcome} */
  const dryRun = await call('runs.start', { tool: 'git_status', args: { cwd: workspace }, dryRun: true });
  /** @type {Outcome} */
  const real = await call('runs.start', { tool: 'git_status', args: { cwd: workspace }, dryRun: false });
  /** @type {Outcome} */
  const scrape = await call('runs.start', { tool: 'web_scrape', args: { url: page.url }, dryRun: false });
  const checks = [
    ...checkTools(tools),
    checkDryRun(dryRun),
    checkStatus(real, truth),
    checkScrape(scrape, page.text),
  ];
  for (const outcome of [dryRun, real, scrape]) {
    const { entries } = await call('audit.query', { runId: outcome.runId, order: 'asc' });
    checks.push(checkRecords(outcome, entries));
  }
  const { entries: newest } = await call('audit.query', { order: 'desc', limit: 12 });
  const chain = followChain(fs.readFileSync(path.join(userData, 'logs', 'tools_audit.jsonl'), 'utf8'));
  checks.push({
    name: "the record's hash chain, followed from its file",
    ok: chain.problem === undefined && chain.records >= 11,
    detail: chain.problem ?? `${chain.records} records`,
  });
  const brief = tools.map((/** @type {any} */ { name, title, risk, enabled, availability }) => ({
    name,
    title,
    risk,
    enabled,
    availability,
  }));
  return { tools: brief, dryRun, run: real, scrape, audit: newest, checks };
}
