// @ts-check
import { auditAppend } from './measures/audit-append.mjs';
import { auditGroupCommit } from './measures/audit-group-commit.mjs';
import { auditQuery, auditSearch, auditTail } from './measures/audit-index.mjs';
import { auditVerify } from './measures/audit-verify.mjs';
import { browser } from './measures/browser.mjs';
import { coldStart } from './measures/cold-start.mjs';
import { desktopInput } from './measures/desktop-input.mjs';
import { doorOverhead } from './measures/door-overhead.mjs';
import { gitStatus } from './measures/git-status.mjs';
import { indexFrames } from './measures/index-frames.mjs';
import { memory } from './measures/memory.mjs';
import { scrapeParse } from './measures/scrape-parse.mjs';
import { viewerOpen, viewerScroll } from './measures/viewer.mjs';

/**
 * @typedef {{
 *   runtime: import('../scripts/lib/runtime.mjs').Runtime,
 *   screen: Record<string, string> | undefined,
 *   folder: (name: string) => string,
 *   say: (text: string) => void,
 *   signal: AbortSignal,
 * }} Context what a measure may use. `screen`: the environment of a virtual screen, where there is no other; `folder` makes an
 *   empty folder on the checkout's own disk, removed at the end
 * @typedef {{what: string, value: number, unit: string}} Figure
 * @typedef {{measured: Figure, baseline: Figure, details?: Record<string, number | string>}} Finding both figures in one
 *   unit, from one run, taken in turns; the result is their ratio
 * @typedef {(context: Context) => Promise<Finding>} Measure
 * @typedef {{name: string, goal: {atMost: number} | {atLeast: number}, measure: Measure}} Entry
 */

/**
 * Every measure, in the order it is taken. To add one: a file with its function, and a line here.
 * @type {readonly Entry[]}
 */
export const MEASURES = [
  { name: 'door-overhead', goal: { atMost: 3 }, measure: doorOverhead },
  { name: 'audit-group-commit', goal: { atLeast: 8 }, measure: auditGroupCommit },
  { name: 'audit-append', goal: { atLeast: 0.7 }, measure: auditAppend },
  { name: 'audit-verify', goal: { atMost: 4 }, measure: auditVerify },
  { name: 'audit-query', goal: { atMost: 2 }, measure: auditQuery },
  { name: 'audit-search', goal: { atMost: 2 }, measure: auditSearch },
  { name: 'audit-tail', goal: { atMost: 1.5 }, measure: auditTail },
  { name: 'git-status', goal: { atMost: 1.5 }, measure: gitStatus },
  { name: 'scrape-parse', goal: { atMost: 1.3 }, measure: scrapeParse },
  { name: 'browser-cold', goal: { atMost: 1.25 }, measure: browser('cold') },
  { name: 'browser-warm', goal: { atMost: 0.5 }, measure: browser('warm') },
  { name: 'desktop-input', goal: { atMost: 1.3 }, measure: desktopInput },
  { name: 'viewer-open', goal: { atMost: 1.5 }, measure: viewerOpen },
  { name: 'viewer-scroll', goal: { atMost: 1.3 }, measure: viewerScroll },
  { name: 'index-frames', goal: { atMost: 1.5 }, measure: indexFrames },
  { name: 'cold-start', goal: { atMost: 1.6 }, measure: coldStart },
  { name: 'memory', goal: { atMost: 1.4 }, measure: memory },
];
