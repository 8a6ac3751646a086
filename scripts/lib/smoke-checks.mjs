// @ts-check
import { isDeepStrictEqual } from 'node:util';
import { isRecord } from './files.mjs';

/**
 * @typedef {{name: string, ok: boolean, detail: string}} Check
 * @typedef {{runId: string, auditId: string, tool: string, status: string, dryRun: boolean, plan?: unknown, result?: unknown, error?: unknown}} Outcome
 * @typedef {{run_id?: string, audit_id: string, event: string, status: string | null, tool_name: string | null, seq: number, ts: number}} Entry
 * @typedef {{name: string, risk: string, enabled: boolean, availability: {ok: boolean, reason?: string}}} Tool
 */

const ON = ['git_status', 'web_scrape'];
const OFF = ['browser_automation', 'consult_ui', 'desktop_automation'];

/**
 * @param {readonly Tool[]} tools
 * @returns {Check[]}
 */
export function checkTools(tools) {
  const names = tools.map(({ name }) => name).sort();
  const on = tools.filter(({ enabled }) => enabled).map(({ name }) => name);
  return [
    { name: 'five tools', ok: isDeepStrictEqual(names, [...OFF, ...ON].sort()), detail: names.join(', ') },
    {
      name: 'the three risky ones are off',
      ok: isDeepStrictEqual(on.sort(), ON),
      detail: `on: ${on.join(', ')}`,
    },
  ];
}

/** @param {Outcome} outcome */
const ending = ({ status, error }) => (error === undefined ? status : `${status}: ${JSON.stringify(error)}`);

/**
 * @param {Outcome} outcome of a dry run
 * @returns {Check}
 */
export function checkDryRun(outcome) {
  const { status, dryRun, plan } = outcome;
  const summary = isRecord(plan) && typeof plan['summary'] === 'string' ? plan['summary'] : undefined;
  const effects = isRecord(plan) && Array.isArray(plan['effects']) ? plan['effects'].length : 0;
  const ok =
    status === 'dry_run' && dryRun && summary !== undefined && effects > 0 && outcome.result === undefined;
  return { name: 'git_status, dry run: a plan and nothing done', ok, detail: summary ?? ending(outcome) };
}

/**
 * @param {Outcome} outcome of the real run
 * @param {{root: string, branch: string | null}} truth what git itself says
 * @returns {Check}
 */
export function checkStatus(outcome, truth) {
  const result = isRecord(outcome.result) ? outcome.result : {};
  const same = result['root'] === truth.root && (result['branch'] ?? null) === truth.branch;
  const files = Array.isArray(result['files']) ? result['files'].length : undefined;
  return {
    name: 'git_status, for real: as git says',
    ok: outcome.status === 'ok' && !outcome.dryRun && same && files !== undefined,
    detail: same
      ? `${String(result['root'])}, branch ${truth.branch ?? '(detached)'}, ${files} changed`
      : ending(outcome),
  };
}

/**
 * @param {Outcome} outcome
 * @param {string} expected text that only the served page has
 * @returns {Check}
 */
export function checkScrape(outcome, expected) {
  const result = isRecord(outcome.result) ? outcome.result : {};
  const text = typeof result['result'] === 'string' ? result['result'] : '';
  return {
    name: 'web_scrape: the text of a page served here',
    ok: outcome.status === 'ok' && text.includes(expected) && !text.includes('script-text'),
    detail: outcome.status === 'ok' ? JSON.stringify(text.slice(0, 80)) : ending(outcome),
  };
}

/**
 * Whether the record tells a run's whole story, with the ending that the caller heard.
 * @param {Outcome} outcome
 * @param {readonly Entry[]} entries of that run
 * @returns {Check}
 */
export function checkRecords(outcome, entries) {
  const needed = outcome.dryRun
    ? ['requested', 'decided', 'finished']
    : ['requested', 'decided', 'started', 'finished'];
  const missing = needed.filter((event) => !entries.some((entry) => entry.event === event));
  const strange = entries.filter((entry) => entry.run_id !== outcome.runId);
  const early = outcome.dryRun && entries.some((entry) => entry.event === 'started');
  const finished = entries.filter((entry) => entry.event === 'finished');
  const ok =
    missing.length === 0 &&
    strange.length === 0 &&
    !early &&
    finished.length === 1 &&
    finished[0]?.status === outcome.status &&
    finished[0].tool_name === outcome.tool &&
    entries.some((entry) => entry.audit_id === outcome.auditId);
  return {
    name: `the record of ${outcome.tool}${outcome.dryRun ? ', dry run' : ''}`,
    ok,
    detail:
      missing.length > 0 ? `missing: ${missing.join(', ')}` : entries.map((entry) => entry.event).join(' → '),
  };
}
