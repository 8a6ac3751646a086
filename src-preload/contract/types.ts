import type { JsonObject, JsonValue } from './json.ts';

/*
 * The shapes that cross the bridge. The zod schemas beside this file are checked against these types by the compiler,
 * so a shape is written down once as a type and once as a check, and the two cannot drift apart.
 */

/** The panel's views, in the order of its navigation. */
export const PANEL_VIEWS = ['overview', 'tools', 'approvals', 'log', 'rules', 'models', 'settings'] as const;
export type PanelView = (typeof PANEL_VIEWS)[number];

export const TOOL_NAMES = [
  'git_status',
  'web_scrape',
  'browser_automation',
  'desktop_automation',
  'consult_ui',
] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

export const RISKS = ['low', 'medium', 'high'] as const;
export type Risk = (typeof RISKS)[number];

export const STATUSES = [
  'ok',
  'dry_run',
  'error',
  'invalid_args',
  'unknown_tool',
  'disabled',
  'unavailable',
  'policy_blocked',
  'rate_limited',
  'budget_exceeded',
  'paused',
  'denied',
  'cancelled',
  'timed_out',
  'interrupted',
] as const;
/** How a run ended. */
export type Status = (typeof STATUSES)[number];

export const EFFECT_KINDS = [
  'read',
  'write',
  'network',
  'navigate',
  'input',
  'spawn',
  'capture',
  'setting',
] as const;
export type EffectKind = (typeof EFFECT_KINDS)[number];

/** One thing that a run does to the world, planned or performed. `target` is whole: a path, an origin, a command. */
export interface Effect {
  kind: EffectKind;
  target: string;
  detail: string;
}

export const GUARDS = ['address', 'domain', 'workspace', 'window'] as const;
/** The fixed limits that no rule, mode or person lifts for a run. */
export type Guard = (typeof GUARDS)[number];

/** The effects that a run would have, worked out with none. */
export interface Plan {
  /** One sentence in the words of the person: what would happen. */
  summary: string;
  risk: Risk;
  /** How many steps the run would take from the budget `max_steps_per_run`. */
  steps: number;
  effects: Effect[];
  /** What the effects depend on (a real path, a git directory...); looked at again right before running. */
  facts: JsonObject;
  /** Of this plan a person is always asked, whatever its tool, a rule or the mode says. */
  askAlways?: true;
  /** Set when a guard refuses this plan: it can be shown but will never run. */
  refusal?: { guard: Guard; message: string };
}

export const VERDICTS = ['allow', 'ask', 'deny'] as const;
/** Policy's answer to a plan, with who decided and why. */
export interface Decision {
  verdict: (typeof VERDICTS)[number];
  /** 'mode' | 'setting:<key>' | 'rule:<id>' | 'session:<id>' | 'person' | 'tool' | 'guard' | 'no_approver' */
  decidedBy: string;
  why: string;
  approvalId?: string;
}

/** Where a request came from: 'panel', 'tray', later 'agent:<name>'. */
export type Caller = string;

export type Availability = { ok: true } | { ok: false; reason: string; fix?: string };

export interface ToolInfo {
  name: string;
  aliases: string[];
  title: string;
  description: string;
  risk: Risk;
  version: string;
  enabled: boolean;
  availability: Availability;
  /** No rule and no mode answers for the person. */
  askAlways?: true;
  /** JSON Schema (draft 2020-12) of `args`. */
  argsSchema: JsonObject;
}

/** Evidence kept by content hash. */
export interface ArtifactRef {
  sha256: string;
  mime: string;
  bytes: number;
  name: string;
}

export interface RunError {
  code: string;
  message: string;
  details?: JsonValue;
}

/** One run, ended. */
export interface RunOutcome {
  runId: string;
  traceId: string;
  /** The `audit_id` of the record that ended the run. */
  auditId: string;
  /** The canonical tool name, 'batch', or, for an unknown tool, the name as asked. */
  tool: string;
  status: Status;
  dryRun: boolean;
  plan?: Plan;
  decision?: Decision;
  result?: JsonValue;
  error?: RunError;
  durationMs: number;
  attempts: number;
  artifacts: ArtifactRef[];
  steps?: RunOutcome[];
}

export interface StepRequest {
  tool: string;
  args?: JsonObject | undefined;
}

export interface RunLabels {
  dryRun?: boolean | undefined;
  reason?: string | undefined;
  agentId?: string | undefined;
  department?: string | undefined;
  traceId?: string | undefined;
}

export type RunRequest = (StepRequest | { steps: StepRequest[] }) & RunLabels;

export const RUN_STATES = ['planning', 'waiting', 'running'] as const;
export interface ActiveRun {
  runId: string;
  traceId: string;
  tool: string;
  caller: Caller;
  state: (typeof RUN_STATES)[number];
  /** Epoch seconds. */
  startedAt: number;
  step?: { index: number; of: number; words: string };
}

export const APPROVAL_KINDS = ['run', 'batch', 'change'] as const;
export type ApprovalKind = (typeof APPROVAL_KINDS)[number];

/** A question waiting for a person, as the panel may see it: enough to point at, nothing to answer with. */
export interface PendingApproval {
  approvalId: string;
  kind: ApprovalKind;
  runId?: string;
  tool?: string;
  caller: Caller;
  risk: Risk;
  summary: string;
  /** Epoch seconds. */
  expiresAt: number;
}

/** What a standing answer covers. Every member narrows it; all of them must match. */
export interface RuleMatch {
  /** The tool's own action, where it has several (a browser step, a desktop action). */
  action?: string | undefined;
  /** Exact `host:port` as the URL parser writes them, default port filled in. */
  host?: string | undefined;
  /** A folder by real path: it and what lies below. */
  folder?: string | undefined;
  caller?: Caller | undefined;
}

export interface Rule {
  ruleId: string;
  tool: string;
  match: RuleMatch;
  words: string;
  /** Epoch seconds. */
  createdAt: number;
  expiresAt: number | null;
  uses: number;
  lastUsedAt: number | null;
  /** Its tool has another version or other arguments than when it was made: it covers nothing any more. */
  lapsed?: true | undefined;
}

/** An answer "for this session": stands until the app is closed or it is taken back. */
export interface SessionAnswer {
  answerId: string;
  tool: string;
  match: RuleMatch;
  words: string;
  /** Epoch seconds. */
  createdAt: number;
  uses: number;
  lastUsedAt: number | null;
}

export const APPROVAL_MODES = ['auto', 'require_approval', 'read_only'] as const;

/** The settings file's keys, as in `execution_layer_config.json`. */
export interface Settings {
  tool_enabled: Record<ToolName, boolean>;
  approval_mode: (typeof APPROVAL_MODES)[number];
  require_approval_for_risky: boolean;
  max_steps_per_run: number;
  max_retries_per_tool: number;
  dry_run_default: boolean;
  workspace_roots: string[];
  allowed_domains: string[];
  private_hosts_allowed: string[];
  models_root: string | null;
  approval_timeout_s: number;
  run_timeout_s: number;
  max_concurrent_runs: number;
  rate_per_minute: number;
  loop_limit: number;
  browser_path: string | null;
  browser_idle_s: number;
  pause_shortcut: string;
  input_speed: 'instant' | 'human';
  audit_segment_mb: number;
  audit_keep_days: number;
  audit_keep_mb: number;
  theme: 'system' | 'light' | 'dark';
  language: string;
  start_at_login: boolean;
}

/** Any part of the settings; `tool_enabled` may name single tools. */
export type SettingsPatch = {
  [K in Exclude<keyof Settings, 'tool_enabled'>]?: Settings[K] | undefined;
} & { tool_enabled?: Partial<Record<ToolName, boolean>> | undefined };

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
  event: AuditEvent;
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
  /** 1 to 500, 50 unless told. */
  limit?: number | undefined;
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
   * There while the search index is being made: the answer is whole, taken from the log itself, but slower. How many of the
   * log's bytes are in the index.
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
  /** As in `AuditPage`. */
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
}

export const CHAIN_PROBLEMS = [
  'altered',
  'missing',
  'reordered',
  'truncated',
  'torn',
  'head_mismatch',
  'artifact_altered',
  'artifact_missing',
] as const;

export interface ChainReport {
  ok: boolean;
  records: number;
  signed: boolean;
  problems: { seq?: number; segment?: string; kind: (typeof CHAIN_PROBLEMS)[number]; message: string }[];
  /** Fingerprint (hex sha256) of the key that the head names. */
  key?: string;
  /** How many records the head counts, and when it was written (epoch seconds). */
  head?: { count: number; time: number };
  /** Why it is not signed. */
  unsigned?: string;
  /** Records that were removed by retention, which was recorded. */
  removed?: number;
  /** Artifacts that were looked at. */
  artifacts?: number;
  /** What was not looked at, in words. */
  notes: string[];
}

/** Whether the record is signed, and with which key, as far as is known now. */
export interface AuditSigning {
  signed: boolean;
  /** Hex sha256 of the public key; null when there has been none. Compare it with what a check of a copy shows. */
  fingerprint: string | null;
  /** Why it is not signed. */
  problem: string | null;
}

export interface ControlState {
  paused: boolean;
  /** Epoch seconds. */
  since?: number;
  reason?: string;
  running: number;
  waiting: number;
  /** Whether a tray host shows our icon. */
  tray: boolean;
  shortcut: { accelerator: string; registered: boolean };
}

/**
 * What a run has left open. A `window` waits for the person, because only they can go on; a `browser` without one is kept ready
 * for the next run (`idle`). Each ends by itself.
 */
export interface Resource {
  id: string;
  kind: 'window' | 'browser';
  tool: string;
  /** Whose window it is, or which browser, in words. */
  title: string;
  why: 'login_required' | 'challenge' | 'idle';
  /** Epoch seconds. */
  openedAt: number;
  endsAt: number;
}

export interface PathStatus {
  path: string;
  /** Where the path came from: a variable, a setting, a default. */
  from: string;
  exists: boolean;
  error?: string;
}

export interface ModelsStatus {
  modelsRoot: PathStatus | null;
  ollamaModels: PathStatus;
  /** `error`: why nothing was asked, or what came instead of an answer; none where nobody listens. */
  ollama: { url: string; answering: boolean; error?: string };
  models: { name: string; tag: string; size: number; family: string; from: 'api' | 'manifest' }[];
  /** What of the folder on disk could not be used, in words. */
  problems: string[];
}

/** Something the person should know about the app itself, from this start. */
export interface Notice {
  id: string;
  severity: 'info' | 'warning' | 'error';
  title: string;
  message: string;
}

export interface SystemInfo {
  appVersion: string;
  electron: string;
  chrome: string;
  node: string;
  platform: string;
  userData: string;
  audit: AuditSigning;
  notices: Notice[];
}

/** How wide an answer is. */
export interface ApprovalScope {
  kind: 'once' | 'session' | 'rule';
  match?: RuleMatch | undefined;
  expiresInS?: number | undefined;
}

/** A mark on something in a request that may mislead the eye. */
export interface ApprovalFlag {
  kind:
    | 'invisible'
    | 'bidi'
    | 'control'
    | 'lookalike_host'
    | 'long_spaces'
    | 'secret'
    /** What looks like a secret would be handed to somebody else. */
    | 'secret_sent'
    | 'untrusted';
  where: string;
  message: string;
  /** Which part of the text at `where`, in UTF-16 units; the end is exclusive. All of it without. */
  start?: number;
  end?: number;
}

/** A question, whole, as the approval window shows it: from the frozen plan, never from the caller's words for it. */
export interface ApprovalView {
  approvalId: string;
  /** sha256 (hex) of what is asked; the answer must repeat it. */
  hash: string;
  kind: ApprovalKind;
  tool: string;
  caller: Caller;
  plan: Plan;
  args: JsonValue;
  risk: Risk;
  why: string;
  reason?: string;
  agentId?: string;
  department?: string;
  flags: ApprovalFlag[];
  expiresAt: number;
  scopes: ApprovalScope['kind'][];
  /** What the run would reach, for narrowing a wider answer; not there where nothing wider is offered. */
  reach?: { actions: string[]; hosts: string[]; folders: string[] };
  /** The longest a rule may last, in seconds: narrowed to a host or a folder, or not. Only where a rule is offered. */
  ruleLimits?: { narrow: number; wide: number };
  /** Set for a change: what would be different. */
  change?: { key: string; from: JsonValue; to: JsonValue }[];
  /** The screens when this was asked, with the places where it would act. In no record, and for no caller. */
  picture?: ApprovalPicture;
}

/** Sizes and places in pixels of the picture; a mark's label is the number of its action. */
export interface ApprovalPicture {
  mime: string;
  base64: string;
  width: number;
  height: number;
  marks: { x: number; y: number; label: string }[];
}
