import { hash } from 'node:crypto';
import type { AuditEntry, AuditQuery, AuditRun } from '../../../src-preload/contract/types.ts';
import { deciderOf, rulesOf } from '../filter.ts';
import { textsOf, wordsOf, type Term } from '../text-terms.ts';

/*
 * Filters are words of the full-text index like any other, so that a rare word under a filter is found as quickly as without.
 * They begin with a character that no word of a text has; another one stands between texts, so that what must stand
 * together is never found across two of them.
 */
const FILTER = '\ue001';
const BETWEEN = ' \ue000 ';

/** Parts of one expression; longer searches are cut into several, which all must match. */
const MAX_PARTS = 40;
const MAX_KNOWN = 2_000;
const PLAIN = /^[a-z0-9]{1,20}$/;
const known = new Map<string, string>();

type Kind =
  'tool' | 'status' | 'caller' | 'event' | 'verdict' | 'decider' | 'rule' | 'trace' | 'run' | 'unreadable';

/** A filter's value as one word: short plain ones as they are, any other by a digest that is longer than those. */
function token(kind: Kind, value: string): string {
  const key = `${kind} ${value}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = `${FILTER}${kind}${PLAIN.test(value) ? value : hash('sha256', JSON.stringify(value), 'hex').slice(0, 32)}`;
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(key, made);
  return made;
}

function tokens(values: readonly (readonly [Kind, string | null | undefined])[]): string[] {
  return values.flatMap(([kind, value]) => (typeof value === 'string' ? [token(kind, value)] : []));
}

/** The searched words of a record, as the index keeps them. */
export function entryText(entry: AuditEntry): string {
  return textsOf(entry)
    .map((text) => wordsOf(text).join(' '))
    .filter((words) => words !== '')
    .join(BETWEEN);
}

export function entryDocument(entry: AuditEntry, text: string): string {
  const filters = tokens([
    ['tool', entry.tool_name],
    ['status', entry.status],
    ['caller', entry.caller],
    ['event', entry.event],
    ['verdict', entry.decision?.verdict],
    ['decider', deciderOf(entry.decision)],
    ['trace', entry.trace_id],
    ['run', entry.run_id],
    ['unreadable', entry.unreadable && 'yes'],
    ...rulesOf(entry).map((id) => ['rule', id] as const),
  ]);
  return `${filters.join(' ')}${BETWEEN}${text}`;
}

export function runDocument(run: AuditRun, events: Iterable<string>, texts: readonly string[]): string {
  const filters = tokens([
    ['tool', run.tool],
    ['status', run.status],
    ['caller', run.caller],
    ['verdict', run.decision?.verdict],
    ['decider', deciderOf(run.decision)],
    ['trace', run.traceId],
    ['run', run.runId],
    ['unreadable', run.unreadable === undefined ? null : 'yes'],
    ...rulesOf({ event: 'finished', decision: run.decision ?? undefined }).map((id) => ['rule', id] as const),
    ...[...events].map((event) => ['event', event] as const),
  ]);
  return [filters.join(' '), ...texts.filter((text) => text !== '')].join(BETWEEN);
}

/**
 * Full-text expressions, all of which must match; none when nothing is filtered or looked for. Whatever the query holds
 * stands in them in quotes and without any character but letters and digits.
 */
export function matchExpressions(query: AuditQuery, terms: readonly Term[]): string[] {
  const any = (kind: Kind, values: readonly string[] | undefined): string[] =>
    values === undefined || values.length === 0
      ? []
      : [`(${[...new Set(values)].map((value) => quoted(token(kind, value))).join(' OR ')})`];
  const one = (value: string | undefined): string[] | undefined =>
    value === undefined ? undefined : [value];
  const parts = [
    ...any('tool', query.tools),
    ...any('status', query.statuses),
    ...any('caller', query.callers),
    ...any('event', query.events),
    ...any('verdict', query.decisions),
    ...any('decider', query.deciders),
    ...any('rule', one(query.rule)),
    ...any('unreadable', one(query.unreadable && 'yes')),
    ...any('run', one(query.runId)),
    ...any('trace', one(query.traceId)),
    ...terms.map((term) => `${quoted(term.join(' '))} *`),
  ];
  const expressions: string[] = [];
  for (let at = 0; at < parts.length; at += MAX_PARTS) {
    expressions.push(parts.slice(at, at + MAX_PARTS).join(' AND '));
  }
  return expressions;
}

function quoted(words: string): string {
  return `"${words}"`;
}

const FNV_PRIME = 0x01000193;

/** A number for an id, to look it up by; two ids may share one. */
export function idNumber(id: string): number {
  let low = 0x811c9dc5;
  let high = 0x7fedb1ad;
  for (let at = 0; at < id.length; at++) {
    low = Math.imul(low ^ id.charCodeAt(at), FNV_PRIME) >>> 0;
    high = Math.imul(high ^ id.charCodeAt(at), 0x85ebca6b) >>> 0;
  }
  return (high >>> 12) * 2 ** 32 + low;
}
