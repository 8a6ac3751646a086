import type { JsonObject, JsonValue } from '../../../../src-preload/contract/json.ts';
import {
  APPROVAL_KINDS,
  RISKS,
  type ApprovalKind,
  type AuditEntry,
  type Plan,
  type Risk,
} from '../../../../src-preload/contract/types.ts';

/** One answer of a person, as its record tells it. */
export interface GivenAnswer {
  auditId: string;
  /** Epoch seconds. */
  at: number;
  runId: string | null;
  tool: string | null;
  caller: string | null;
  kind: ApprovalKind;
  verdict: 'allow' | 'deny';
  risk: Risk;
  /** From the request to its answer. */
  waitedMs: number;
  /** How long of that the request was on show. */
  shownMs: number;
  scope: 'once' | 'session' | 'rule' | null;
  /** What the Allow covered. */
  words: string | null;
  note: string | null;
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: JsonValue | undefined): string | null => (typeof value === 'string' ? value : null);
const oneOf = <T extends string>(known: readonly T[], value: JsonValue | undefined): T | null =>
  known.find((each) => each === value) ?? null;

/** Null when nobody answered, or when the record says no verdict that we know: what cannot be read is not counted. */
export function answerFromRecord(entry: AuditEntry): GivenAnswer | null {
  if (entry.event !== 'approval' || !isObject(entry.detail)) return null;
  const { detail } = entry;
  if (detail['unanswered'] === true) return null;
  const verdict = oneOf(['allow', 'deny'] as const, detail['verdict']);
  const { waitedMs, shownMs } = detail;
  if (verdict === null || typeof waitedMs !== 'number' || typeof shownMs !== 'number') return null;
  const scope = isObject(detail['scope']) ? detail['scope']['kind'] : undefined;
  return {
    auditId: entry.audit_id,
    at: entry.ts,
    runId: entry.run_id ?? null,
    tool: entry.tool_name,
    caller: entry.caller ?? null,
    kind: oneOf(APPROVAL_KINDS, detail['kind']) ?? 'run',
    verdict,
    // An unreadable risk must not look low.
    risk: oneOf(RISKS, detail['risk']) ?? 'high',
    waitedMs,
    shownMs,
    scope: oneOf(['once', 'session', 'rule'] as const, scope),
    words: text(detail['words']),
    note: text(detail['note']),
  };
}

export interface Day {
  /** Its first moment here, epoch seconds. */
  start: number;
  allow: number;
  deny: number;
}

/** Answers of the last `days` calendar days of this computer's time zone, today last. */
export function answersByDay(answers: readonly GivenAnswer[], nowSeconds: number, days = 14): Day[] {
  const today = new Date(nowSeconds * 1000);
  // By the calendar, not by 24 hours: a day of 23 or 25 is one day too.
  const found = Array.from({ length: days }, (_, index): Day => {
    const day = new Date(today.getFullYear(), today.getMonth(), today.getDate() - (days - 1 - index));
    return { start: day.getTime() / 1000, allow: 0, deny: 0 };
  });
  const end = new Date(today.getFullYear(), today.getMonth(), today.getDate() + 1).getTime() / 1000;
  for (const { at, verdict } of answers) {
    if (at >= end) continue;
    const day = found.findLast(({ start }) => at >= start);
    if (day !== undefined) day[verdict] += 1;
  }
  return found;
}

/** How long a request was on show before its answer: the upper ends of the groups, in ms. */
export const SPEED_LIMITS_MS = [2_000, 5_000, 15_000, 60_000, Infinity] as const;

/** How many answers fall into each group of `SPEED_LIMITS_MS`; a limit itself belongs to the next group. */
export function answersBySpeed(answers: readonly GivenAnswer[]): number[] {
  const counts = SPEED_LIMITS_MS.map(() => 0);
  for (const { shownMs } of answers) {
    const group = SPEED_LIMITS_MS.findIndex((limit) => shownMs < limit);
    counts[group] = (counts[group] ?? 0) + 1;
  }
  return counts;
}

const FAST_MS = 2_000;
const FAST_IN_A_ROW = 3;

export interface FastAllows {
  count: number;
  /** The tool, when it is the same for all. */
  tool: string | null;
  runIds: string[];
}

/**
 * The newest row of three or more high-risk Allows that were each on show for less than 2 s; null when there is none.
 * A deny, or an Allow that took its time, ends a row. Changes do not count: no rule could spare them.
 */
export function fastAllows(answers: readonly GivenAnswer[]): FastAllows | null {
  const risky = answers
    .filter(({ kind, risk }) => risk === 'high' && kind !== 'change')
    .toSorted((a, b) => b.at - a.at);
  let row: GivenAnswer[] = [];
  for (const answer of risky) {
    if (answer.verdict === 'allow' && answer.shownMs < FAST_MS) row.push(answer);
    else if (row.length >= FAST_IN_A_ROW) break;
    else row = [];
  }
  if (row.length < FAST_IN_A_ROW) return null;
  const tools = new Set(row.map(({ tool }) => tool));
  return {
    count: row.length,
    tool: tools.size === 1 ? (row[0]?.tool ?? null) : null,
    runIds: row.map(({ runId }) => runId).filter((runId) => runId !== null),
  };
}

export interface Place {
  host: string | null;
  folder: string | null;
}

/** The one host and port, or else the one folder, that all plans reach; from their recorded effects. */
export function commonPlace(plans: readonly Plan[]): Place {
  const targets = (kinds: string[]): string[] =>
    plans.flatMap((plan) =>
      plan.effects.filter(({ kind }) => kinds.includes(kind)).map(({ target }) => target),
    );
  const reachesBy = (kinds: string[]): boolean =>
    plans.length > 0 && plans.every((plan) => plan.effects.some(({ kind }) => kinds.includes(kind)));
  const web = ['network', 'navigate'];
  const files = ['read', 'write'];
  const hosts = new Set(targets(web).map(hostAndPort));
  const [host] = hosts;
  if (reachesBy(web) && hosts.size === 1 && host) return { host, folder: null };
  const folders = new Set(targets(files));
  const [folder] = folders;
  const one = reachesBy(files) && hosts.size === 0 && folders.size === 1;
  return { host: null, folder: one && folder !== undefined && isAbsolute(folder) ? folder : null };
}

function isAbsolute(path: string): boolean {
  return /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(path);
}

/** `host:port` of an http address, the default port filled in; null for anything else. */
function hostAndPort(target: string): string | null {
  if (!URL.canParse(target)) return null;
  const { protocol, hostname, port } = new URL(target);
  if (protocol !== 'http:' && protocol !== 'https:') return null;
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}
