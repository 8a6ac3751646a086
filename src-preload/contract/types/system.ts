import type { AuditSigning } from './chain.ts';

/** The panel's views, in the order of its navigation. */
export const PANEL_VIEWS = ['overview', 'tools', 'approvals', 'log', 'rules', 'models', 'settings'] as const;
export type PanelView = (typeof PANEL_VIEWS)[number];

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

/** A folder that need not be set. */
export type OptionalPathStatus = PathStatus | { path: null; from: string; exists: false };

export interface ModelsStatus {
  modelsRoot: OptionalPathStatus;
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

/** `off`: no feed is set, so that nobody is asked. `ready`: downloaded, and it waits for the person. */
export const UPDATE_STATES = [
  'off',
  'idle',
  'checking',
  'current',
  'available',
  'downloading',
  'ready',
  'failed',
] as const;

export interface UpdatesState {
  /** The setting `update_feed_url`. */
  feed: string | null;
  state: (typeof UPDATE_STATES)[number];
  /** The newer one that was found. */
  version?: string;
  bytes?: number | null;
  /** Of the download, 0 to 100. */
  percent?: number;
  /** Epoch seconds. */
  checkedAt?: number;
  /** Why the last check or download failed, in words. */
  error?: string;
}

/** For a bug report: what is shown, and then saved as it was shown. */
export interface Diagnostics {
  id: string;
  text: string;
}
