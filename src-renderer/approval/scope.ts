import type { ApprovalScope, ApprovalView, RuleMatch } from '../../src-preload/contract/types.ts';
import { texts } from '../texts/approval-window.ts';

/** What a wider answer can be narrowed to: null where the request has not exactly one of it. */
export interface Narrowings {
  host: string | null;
  folder: string | null;
  action: string | null;
  caller: string;
}

/** Which narrowings are on. */
export type Narrowed = Record<keyof Narrowings, boolean>;

/** As narrow as can be: wider is what a person chooses. */
export const NARROWEST: Narrowed = { host: true, folder: true, action: true, caller: true };

/** A standing answer must cover all that is asked, so that several hosts leave nothing to narrow to. */
export function narrowings({ reach, caller }: Pick<ApprovalView, 'reach' | 'caller'>): Narrowings {
  return {
    host: onlyOne(reach?.hosts),
    folder: commonFolder(reach?.folders ?? []),
    action: onlyOne(reach?.actions),
    caller,
  };
}

function onlyOne(values: readonly string[] | undefined): string | null {
  const [first, ...others] = new Set(values);
  return first === undefined || others.length > 0 ? null : first;
}

/** The deepest folder that holds all of `folders` (real paths); null when that is a whole disk, or there is none. */
export function commonFolder(folders: readonly string[]): string | null {
  const [first, ...others] = folders;
  if (first === undefined) return null;
  const separator = first.startsWith('/') ? '/' : '\\';
  let parts = first.split(separator);
  for (const folder of others) {
    const these = folder.split(separator);
    const same = parts.findIndex((part, index) => part !== these[index]);
    if (same >= 0) parts = parts.slice(0, same);
  }
  // One part is the root itself: '' before the first '/', or 'C:'.
  const named = parts.filter((part) => part !== '');
  const isRoot = separator === '/' ? named.length === 0 : named.length <= 1;
  return isRoot ? null : parts.join(separator);
}

export function matchFor(options: Narrowings, narrowed: Narrowed): RuleMatch {
  const { host, folder, action, caller } = options;
  return {
    ...(host !== null && narrowed.host ? { host } : {}),
    ...(folder !== null && narrowed.folder ? { folder } : {}),
    ...(action !== null && narrowed.action ? { action } : {}),
    ...(narrowed.caller ? { caller } : {}),
  };
}

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
const CHOICES_S = [HOUR_S, DAY_S, 7 * DAY_S, 30 * DAY_S, 90 * DAY_S];

/** The lengths to choose from, up to the longest that a rule with this match may last. Seconds, rising. */
export function durations(match: RuleMatch, limits: { narrow: number; wide: number }): number[] {
  const longest = match.host !== undefined || match.folder !== undefined ? limits.narrow : limits.wide;
  return [...CHOICES_S.filter((seconds) => seconds < longest), longest];
}

/** The lengths that end an answer for this session before the app is closed. Seconds, rising. */
export const SESSION_LENGTHS = [HOUR_S / 4, HOUR_S, 8 * HOUR_S] as const;

/** `wanted` where it is offered, else the longest offered below it, else the shortest. */
export function nearestDuration(offered: readonly number[], wanted: number | null): number {
  const fitting = wanted === null ? offered : offered.filter((seconds) => seconds <= wanted);
  return fitting.at(-1) ?? offered[0] ?? HOUR_S;
}

/** "90 days", "24 hours", "1 hour", from seconds. A day is said in hours, as it is counted. */
export function durationWords(seconds: number): string {
  const { day, hour, minute, second } = texts.durations;
  if (seconds >= 2 * DAY_S && seconds % DAY_S === 0) return day(seconds / DAY_S);
  if (seconds >= HOUR_S && seconds % HOUR_S === 0) return hour(seconds / HOUR_S);
  if (seconds >= 60 && seconds % 60 === 0) return minute(seconds / 60);
  return second(seconds);
}

/**
 * What is sent: nothing but the kind for once.
 * @param expiresInS null: of a session answer, until the app is closed; a rule always has one
 */
export function scopeFor(
  kind: ApprovalScope['kind'],
  match: RuleMatch,
  expiresInS: number | null,
): ApprovalScope {
  if (kind === 'once') return { kind };
  return expiresInS === null ? { kind, match } : { kind, match, expiresInS };
}
