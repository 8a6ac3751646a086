import { dirname, resolve } from 'node:path';
import type { ApprovalScope, Caller, Risk, RuleMatch } from '../../src-preload/contract/types.ts';
import { RISKS } from '../../src-preload/contract/types.ts';
import { isInside } from '../platform/guarded-path.ts';
import type { Reach } from '../tools/tool.ts';

/** A yes that stands: a session answer (until the app quits) or a rule (kept). Pure data and pure questions about it. */
export interface Standing {
  readonly id: string;
  readonly kind: 'session' | 'rule';
  readonly tool: string;
  /** It lapses when the tool's version or the schema of its arguments changes. */
  readonly toolVersion: string;
  readonly schemaHash: string;
  readonly match: RuleMatch;
  /** The highest risk it was given for; a plan whose risk was raised since is not covered. */
  readonly risk: Risk;
  /** Epoch seconds; null: as long as the session. */
  readonly expiresAt: number | null;
}

/** What is to be covered. */
export interface Coverable {
  tool: string;
  toolVersion: string;
  schemaHash: string;
  caller: Caller;
  risk: Risk;
  reach: Reach | undefined;
}

/** Whether a standing answer covers a plan, all of it. */
export function covers(standing: Standing, plan: Coverable, nowEpochSeconds: number): boolean {
  if (standing.tool !== plan.tool) return false;
  if (standing.toolVersion !== plan.toolVersion || standing.schemaHash !== plan.schemaHash) return false;
  if (standing.expiresAt !== null && nowEpochSeconds >= standing.expiresAt) return false;
  if (RISKS.indexOf(plan.risk) > RISKS.indexOf(standing.risk)) return false;
  return matches(standing.match, plan.caller, plan.reach);
}

/** Every member of the match narrows; a plan that says nothing of what is narrowed is not covered. */
export function matches(match: RuleMatch, caller: Caller, reach: Reach | undefined): boolean {
  const { action, host, folder } = match;
  if (match.caller !== undefined && match.caller !== caller) return false;
  if (action !== undefined && !all(reach?.actions, (each) => each === action)) return false;
  if (host !== undefined && !all(reach?.hosts, (each) => each === host)) return false;
  return folder === undefined || all(reach?.folders, (each) => isWithin(each, folder));
}

function all(values: readonly string[] | undefined, test: (value: string) => boolean): boolean {
  return values !== undefined && values.length > 0 && values.every(test);
}

/** Both are real paths; the comparison is by segments. Any other way of writing a folder covers nothing. */
function isWithin(path: string, folder: string): boolean {
  return resolve(folder) === folder && isInside(path, folder);
}

const DAY_S = 24 * 3600;
const NARROW_LIMIT_S = 90 * DAY_S;
const WIDE_LIMIT_S = { low: NARROW_LIMIT_S, medium: 30 * DAY_S, high: DAY_S } as const satisfies Record<
  Risk,
  number
>;

/** A rule is narrow when it names one host and port, or one folder that is not the whole disk. */
export function isNarrow(match: RuleMatch): boolean {
  const { host, folder } = match;
  return host !== undefined || (folder !== undefined && dirname(resolve(folder)) !== resolve(folder));
}

/** The longest a rule of this width may last, in seconds. */
export function longestRule(match: RuleMatch, risk: Risk): number {
  return isNarrow(match) ? NARROW_LIMIT_S : WIDE_LIMIT_S[risk];
}

/** Both limits at once, for choosing within them. Seconds. */
export function ruleLimits(risk: Risk): { narrow: number; wide: number } {
  return { narrow: NARROW_LIMIT_S, wide: WIDE_LIMIT_S[risk] };
}

/** In a sentence, all that a scope would cover. */
export function wordsFor(
  tool: string,
  match: RuleMatch,
  risk: Risk,
  lasts: { kind: ApprovalScope['kind']; expiresInS?: number },
): string {
  const who = match.caller === undefined ? 'Anyone' : `The ${match.caller}`;
  const what = match.action === undefined ? tool : `the action ${match.action} of ${tool}`;
  const where = [
    match.host === undefined ? null : `on ${match.host} and no other host`,
    match.folder === undefined ? null : `in ${match.folder} and the folders below it`,
  ].filter((part) => part !== null);
  const width = where.length > 0 ? where.join(', ') : 'with any arguments';
  const until = {
    once: 'this one time',
    session:
      lasts.expiresInS === undefined
        ? 'until the app is closed'
        : `until the app is closed, for ${durationWords(lasts.expiresInS)} at most`,
    rule: `for ${durationWords(lasts.expiresInS ?? 0)}`,
  }[lasts.kind];
  return `${who} may use ${what} ${width}, up to ${risk} risk, without asking, ${until}.`;
}

function durationWords(seconds: number): string {
  const units: [number, string][] = [
    [DAY_S, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ];
  for (const [size, name] of units) {
    if (seconds >= size && seconds % size === 0) {
      const count = seconds / size;
      return count === 1 ? `1 ${name}` : `${count} ${name}s`;
    }
  }
  return `${seconds} seconds`;
}
