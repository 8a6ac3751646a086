import type { JsonValue } from '../json.ts';
import type { Decision, Effect } from './plans.ts';
import type { ArtifactRef, Caller, RunError, Status } from './runs.ts';

export const AUDIT_EVENTS = [
  'requested',
  'decided',
  'attempt',
  'started',
  'step',
  'finished',
  'settings',
  'control',
  'approval',
  'rule',
  'retention',
  'app',
] as const;
export type AuditEvent = (typeof AUDIT_EVENTS)[number];

/**
 * One record of the audit log, one line of `tools_audit.jsonl`. The first group of keys is the earlier system's.
 * Keys that don't apply to an event are left out, but for the earlier system's, which are null.
 */
export interface AuditEntry {
  audit_id: string;
  /** Epoch seconds, with fractions. */
  ts: number;
  tool_name: string | null;
  department: string | null;
  agent_id: string | null;
  reason: string | null;
  status: Status | null;
  trace_id: string | null;
  duration_ms: number | null;
  error: RunError | null;
  args: JsonValue;
  seq: number;
  /** `unknown`: none of this version's; see `unreadable`. */
  event: AuditEvent | 'unknown';
  run_id?: string | undefined;
  caller?: Caller | undefined;
  dry_run?: boolean | undefined;
  plan?: JsonValue | undefined;
  decision?: Decision | undefined;
  result?: JsonValue | undefined;
  /** The effects that really happened. */
  effects?: Effect[] | undefined;
  artifacts?: ArtifactRef[] | undefined;
  attempts?: number | undefined;
  /** What the event itself has to say where no other key fits (a changed setting, a step, an app start). */
  detail?: JsonValue | undefined;
  prev_hash: string;
  hash: string;
  /**
   * Never in the log: added where the line is not as this version writes records, because somebody edited it or a newer version
   * wrote it. What is under `keys` is null or left out above; no keys: the line is no JSON. `line`: all of it, as it stands in
   * the log. Its place and its hashes are always known; without a usable `audit_id` that is `#` and its number.
   */
  unreadable?: { keys: string[]; line: string } | undefined;
}

/** What decided, without the name behind it: `decidedBy` up to its colon. */
export const DECIDERS = [
  'mode',
  'setting',
  'rule',
  'session',
  'person',
  'tool',
  'guard',
  'no_approver',
] as const;
export type Decider = (typeof DECIDERS)[number];

/** Where a page begins: at the first row, in the page's order, that is not before this place. */
export type AuditPlace = { seq: number } | { time: number };

/**
 * What is looked for. Filters narrow each other; a list means any of its members, an empty list nothing at all. Of a run,
 * `events` and the words of `text` may stand in any of its records, the rest is what its row says (time: its start).
 */
export interface AuditQuery {
  /** The app's own record unless told; `legacy`: what was imported from the earlier system. */
  source?: 'log' | 'legacy' | undefined;
  /**
   * Words, separated by white space, which must all be there: in the tool's name, the reason, the arguments (names
   * included), the error or the result, of a run in those of any of its records. Case and accents don't count, a word may be the beginning of a longer one, and what punctuation joins
   * (`git_status`, a path, an address) must stand together in that order. Never a query language. A text without a letter,
   * digit or symbol such as an emoji (`"`, `--`) finds nothing.
   */
  text?: string | undefined;
  tools?: string[] | undefined;
  statuses?: Status[] | undefined;
  callers?: string[] | undefined;
  events?: AuditEvent[] | undefined;
  /** The verdict of the decision. */
  decisions?: Decision['verdict'][] | undefined;
  /** Who or what decided: a kind ('person', 'rule'...). */
  deciders?: Decider[] | undefined;
  /** Id of a rule or of a session answer: what it decided and, of records, also its own making and removal. */
  rule?: string | undefined;
  /** Only what is not as this version writes records, see `AuditEntry.unreadable`; of runs, those with such a record. */
  unreadable?: true | undefined;
  runId?: string | undefined;
  traceId?: string | undefined;
  /** Epoch seconds, inclusive. */
  from?: number | undefined;
  to?: number | undefined;
  /** Newest first ('desc') unless told. */
  order?: 'asc' | 'desc' | undefined;
  /** What rows are ordered by: their place in the log ('seq', unless told) or their time, which a clock may have put back. */
  at?: 'seq' | 'time' | undefined;
  /** From an answer to the same query: `nextCursor` asks for the page behind that one, `prevCursor` for the one before it. */
  cursor?: string | undefined;
  /**
   * Jumps: the first page begins here instead of at the newest or oldest; where nothing comes after this place it is the last
   * page. Not together with `cursor`.
   */
  start?: AuditPlace | undefined;
  /** 1 to 500, 50 unless told. A page of large records has fewer: no more than 4 MB, or one; its cursors say what comes. */
  limit?: number | undefined;
  /**
   * Who asks, by any name: a later question under the same name ends this one, which answers `cancelled`. For a search as
   * somebody types, say. Nothing ends a question without.
   */
  asker?: string | undefined;
}

/** What every page says beside its rows. */
export interface AuditPage {
  /** null: nothing comes after this page. */
  nextCursor: string | null;
  /** null: nothing comes before this page (it may later, newest first: `audit.onAppended`). */
  prevCursor: string | null;
  /** Of all that match, wherever the page stands. */
  total: Total;
  /** First and last `seq` of the log as it was for this answer; both 0 while it is empty. For a scroll bar, say. */
  log: { firstSeq: number; lastSeq: number };
  /**
   * There while the search index is being made: the answer is whole, taken from the log itself, but slower (and
   * `audit_unavailable` where that takes longer than a minute). How many of the log's bytes are in the index.
   */
  indexing?: { done: number; of: number } | undefined;
}

/** Ended runs by status, in equal spans of time. */
export interface AuditHistogram {
  /** Epoch seconds: the query's, or the first and last start found. The first bucket holds `from`, the last holds `to`. */
  from: number;
  to: number;
  /** A status that did not occur is left out. */
  buckets: Partial<Record<Status, number>>[];
  /** As in `AuditPage`; of a `partial` histogram, that only so much of the log was counted. */
  indexing?: AuditPage['indexing'];
}

/** Counted up to 1,000; `exact` false means "at least". */
export interface Total {
  value: number;
  exact: boolean;
}

/** A run as the log tells it, its events folded into one row. */
export interface AuditRun {
  runId: string;
  traceId: string | null;
  tool: string | null;
  caller: Caller | null;
  /** null while the run is open. */
  status: Status | null;
  dryRun: boolean;
  reason: string | null;
  decision: Decision | null;
  /** Epoch seconds. */
  startedAt: number;
  durationMs: number | null;
  error: RunError | null;
  /** The `audit_id` of the newest record of the run. */
  auditId: string;
  firstSeq: number;
  lastSeq: number;
  events: number;
  /** How many of them are not as this version writes records (`AuditEntry.unreadable`); left out where none is. */
  unreadable?: number | undefined;
}
