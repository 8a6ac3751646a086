import type {
  ActiveRun,
  ApprovalScope,
  ApprovalView,
  AuditEntry,
  AuditHistogram,
  AuditPage,
  AuditQuery,
  AuditRun,
  ChainReport,
  ControlState,
  Diagnostics,
  ModelsStatus,
  PanelView,
  PendingApproval,
  Resource,
  Rule,
  RuleMatch,
  RunOutcome,
  RunRequest,
  SessionAnswer,
  Settings,
  SettingsPatch,
  SystemInfo,
  ToolInfo,
  UpdatesState,
} from './types.ts';

/*
 * The one list of what the pages can ask of main. Names and types only: preloads load this file, so it must not bring a
 * schema library along. The schemas are in ./schemas and are checked against these types.
 */

/** `window.executionLayer`: method name to what it takes and resolves to. */
export interface PanelChannels {
  'tools.list': { request: void; response: ToolInfo[] };
  'tools.setEnabled': { request: { tool: string; enabled: boolean }; response: ToolInfo };
  'runs.start': { request: RunRequest; response: RunOutcome };
  'runs.cancel': { request: { runId: string }; response: { cancelled: boolean } };
  'runs.active': { request: void; response: ActiveRun[] };
  'approvals.pending': { request: void; response: PendingApproval[] };
  'approvals.review': { request: { approvalId: string }; response: { raised: boolean } };
  'rules.list': { request: void; response: Rule[] };
  'rules.remove': { request: { ruleId: string }; response: { removed: boolean } };
  'rules.sessions': { request: void; response: SessionAnswer[] };
  'rules.removeSession': { request: { answerId: string }; response: { removed: boolean } };
  'rules.propose': {
    request: { tool: string; match: RuleMatch; expiresInS?: number | undefined };
    response: Rule;
  };
  'rules.simulate': {
    request: { tool: string; match: RuleMatch; from?: number | undefined; to?: number | undefined };
    response: {
      runs: number;
      wouldAllow: number;
      wouldAsk: number;
      examples: AuditRun[];
      /** Older records were left out: when the oldest that was looked at was written; null: none were. */
      since: number | null;
    };
  };
  'audit.query': {
    request: AuditQuery | void;
    response: { entries: AuditEntry[] } & AuditPage;
  };
  'audit.runs': {
    request: AuditQuery | void;
    response: { runs: AuditRun[] } & AuditPage;
  };
  'audit.get': { request: { auditId: string }; response: AuditEntry };
  /**
   * Runs that have ended and match, counted by status, in `buckets` equal spans of time by their start. Pages (`cursor`,
   * `start`, `limit`, `order`) mean nothing here. `partial`: while the search index is being made, only what is in it by then
   * is counted, at once; `indexing` says so.
   */
  'audit.histogram': {
    request: { query: AuditQuery; buckets: number; partial?: boolean | undefined };
    response: AuditHistogram;
  };
  'audit.artifact': { request: { sha256: string }; response: { mime: string; base64: string } };
  'audit.verify': { request: void; response: ChainReport };
  /** `of`: `runs`: every record of the runs that match, as `audit.runs` lists them; records that match unless told. */
  'audit.export': {
    request: { format: 'jsonl' | 'csv' | 'html'; query: AuditQuery; of?: 'runs' | 'entries' | undefined };
    response: { path: string; entries: number };
  };
  'audit.importLegacy': {
    request: void;
    /** `malformed`: lines that are no entries; the numbers of the first of them. */
    response: { entries: number; malformed: number; malformedLines: number[] };
  };
  /**
   * Ends what is under way of this kind, dialogs aside: its call answers `cancelled`, and leaves nothing behind. False where
   * nothing was. All of it goes through the whole record; `simulate` is that of `rules.simulate`, `diagnostics` that of
   * `system.diagnostics`.
   */
  'audit.cancel': {
    request: { what: 'verify' | 'export' | 'import' | 'simulate' | 'diagnostics' };
    response: { cancelled: boolean };
  };
  'settings.get': { request: void; response: Settings };
  'settings.update': { request: SettingsPatch; response: Settings };
  'settings.pickWorkspace': { request: void; response: Settings };
  'settings.pickModelsRoot': { request: void; response: Settings };
  'control.state': { request: void; response: ControlState };
  'control.pause': { request: { reason?: string | undefined } | void; response: ControlState };
  'control.resume': { request: void; response: ControlState };
  'models.status': { request: void; response: ModelsStatus };
  'resources.list': { request: void; response: Resource[] };
  'resources.end': { request: { id: string }; response: { ended: boolean } };
  'updates.state': { request: void; response: UpdatesState };
  /** Asks the feed that the settings name; resolves when it has answered or failed. */
  'updates.check': { request: void; response: UpdatesState };
  /** Asks the person, then fetches what the last check found. */
  'updates.download': { request: void; response: UpdatesState };
  /** Asks the person, then ends the app for the new one. */
  'updates.install': { request: void; response: UpdatesState };
  'updates.cancel': { request: void; response: UpdatesState };
  'system.info': { request: void; response: SystemInfo };
  /** For a bug report, to be looked at: no arguments, results, addresses or names. */
  'system.diagnostics': { request: void; response: Diagnostics };
  /** Saves what was made last, where the person says in the system's dialog. */
  'system.saveDiagnostics': { request: { id: string }; response: { path: string } };
  /** The first steps were taken or skipped. `kept`: false where that could not be stored, so that the next start shows them. */
  'system.endFirstSteps': { request: void; response: { kept: boolean } };
  /** Asks, in a dialog of the system's, to open an https address in the person's browser; only after a press in the panel. */
  'system.openLink': { request: { url: string }; response: { opened: boolean } };
  /**
   * Asks, in a dialog of the system's, to remove everything that is kept; only after a press in the panel. After a yes the app
   * ends what runs and itself, and the data folder's contents are deleted.
   */
  'system.removeData': { request: void; response: { removing: boolean } };
}

/** `window.executionLayerApproval`, in the approval window only. */
export interface ApprovalChannels {
  get: {
    request: { approvalId?: string | undefined } | void;
    /**
     * `queue`: every id that waits, the longest first; `position` counts in it from 1. `language`: tag of the words to show it
     * in, as in the settings.
     */
    response: {
      approval: ApprovalView | null;
      position: number;
      waiting: number;
      queue: string[];
      language: string;
    };
  };
  approve: {
    request: { approvalId: string; hash: string; scope: ApprovalScope };
    response: { approvalId: string };
  };
  deny: {
    request: { approvalId: string; hash: string; note?: string | undefined };
    response: { approvalId: string };
  };
  describe: { request: { approvalId: string; scope: ApprovalScope }; response: { words: string } };
  /** How tall the page would like its window to be (CSS pixels); main keeps it within the screen. */
  fit: { request: { height: number }; response: { height: number } };
}

export type PanelChannel = keyof PanelChannels;
export type ApprovalChannel = keyof ApprovalChannels;

/** Events carry ids only; listeners ask again for what they need. */
export interface PanelEvents {
  'runs.onChanged': { runId: string };
  /** The person picked this run in the tray or the menu: show it. */
  'runs.onOpen': { runId: string };
  /** A link led to this view: show it. */
  'system.onOpenView': { view: PanelView };
  'approvals.onChanged': { approvalId: string };
  /** A rule or a session answer came or went. */
  'rules.onChanged': Record<string, never>;
  'audit.onAppended': { seq: number };
  'settings.onChanged': { keys: string[] };
  'control.onChanged': Record<string, never>;
  'resources.onChanged': { id: string };
  'updates.onChanged': Record<string, never>;
}
export interface ApprovalEvents {
  onChanged: { approvalId: string };
}

/** Lists every key of `T` exactly once, or does not compile. */
const keysOf =
  <T>() =>
  <const K extends (keyof T)[]>(keys: keyof T extends K[number] ? K : never): K =>
    keys;

export const PANEL_CHANNELS = keysOf<PanelChannels>()([
  'tools.list',
  'tools.setEnabled',
  'runs.start',
  'runs.cancel',
  'runs.active',
  'approvals.pending',
  'approvals.review',
  'rules.list',
  'rules.remove',
  'rules.sessions',
  'rules.removeSession',
  'rules.propose',
  'rules.simulate',
  'audit.query',
  'audit.runs',
  'audit.get',
  'audit.histogram',
  'audit.artifact',
  'audit.verify',
  'audit.export',
  'audit.importLegacy',
  'audit.cancel',
  'settings.get',
  'settings.update',
  'settings.pickWorkspace',
  'settings.pickModelsRoot',
  'control.state',
  'control.pause',
  'control.resume',
  'models.status',
  'resources.list',
  'resources.end',
  'updates.state',
  'updates.check',
  'updates.download',
  'updates.install',
  'updates.cancel',
  'system.info',
  'system.diagnostics',
  'system.saveDiagnostics',
  'system.endFirstSteps',
  'system.openLink',
  'system.removeData',
]);
export const PANEL_EVENTS = keysOf<PanelEvents>()([
  'runs.onChanged',
  'runs.onOpen',
  'system.onOpenView',
  'approvals.onChanged',
  'rules.onChanged',
  'audit.onAppended',
  'settings.onChanged',
  'control.onChanged',
  'resources.onChanged',
  'updates.onChanged',
]);
export const APPROVAL_CHANNELS = keysOf<ApprovalChannels>()(['get', 'approve', 'deny', 'describe', 'fit']);
export const APPROVAL_EVENTS = keysOf<ApprovalEvents>()(['onChanged']);

/** The only two names that ipc knows: requests go to one, events come from the other. */
export const IPC_INVOKE = 'execution-layer:invoke';
export const IPC_EVENT = 'execution-layer:event';
