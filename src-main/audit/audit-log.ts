import type {
  AuditEntry,
  AuditEvent,
  AuditHistogram,
  AuditPage,
  AuditQuery,
  AuditRun,
  ChainReport,
} from '../../src-preload/contract/types.ts';

/** What the writer adds by itself. */
type Stamped = 'audit_id' | 'seq' | 'ts' | 'prev_hash' | 'hash';

/** A record to be written. The earlier system's keys may be left out; they are written as null. */
export type AuditDraft = { event: AuditEvent } & Partial<Omit<AuditEntry, Stamped | 'event' | 'unreadable'>>;

/** The log could not be written: nothing may act on what was not recorded. `message` says why and what to do. */
export class AuditUnavailable extends Error {
  override name = 'AuditUnavailable';
}

export interface AppendOptions {
  /** Exact values that must not reach the record, wherever they stand in this draft (what a form marked as secret). */
  extraSecrets?: readonly string[];
}

/** The append-only record. */
export interface AuditLog {
  /**
   * Redacts, stamps and chains a record and queues it for the disk, in the order of the calls. The record counts only
   * once `durable()` has resolved.
   * @throws AuditUnavailable when the log is known not to be writable.
   */
  append(draft: AuditDraft, options?: AppendOptions): AuditEntry;
  /**
   * Resolves when everything appended before this call is on disk (`fdatasync`); concurrent callers share one sync.
   * Call it in the same turn as `append`, or hand it the entry: then it answers for that entry, however late it is asked.
   * @throws AuditUnavailable when any of it could not be written; what was not written is forgotten as if never appended.
   */
  durable(entry?: AuditEntry): Promise<void>;
  /** Calls back with the sequence number of the newest durable record. Returns the unsubscribe function. */
  onAppended(listener: (seq: number) => void): () => void;
  close(): Promise<void>;
}

export interface AskOptions {
  /** Ends the question with its reason. */
  signal?: AbortSignal | undefined;
}

export interface HistogramOptions extends AskOptions {
  /** While the index is being made: only what is in it by then, at once. */
  partial?: boolean | undefined;
}

export interface StreamOptions {
  /** `runs`: every record of the runs that match as a whole, as `runs` lists them. Records that match unless told. */
  of?: 'runs' | 'entries' | undefined;
  /** Number of the last record that counts. */
  upTo?: number | undefined;
  /** Ends it with its reason. */
  signal?: AbortSignal | undefined;
}

/**
 * Reading the record back: all that is durable when asked. Cursors are opaque.
 * `query` and `runs` throw InvalidCursor; all throw AuditUnavailable when the log cannot be read.
 */
export interface AuditReader {
  query(query: AuditQuery, options?: AskOptions): Promise<{ entries: AuditEntry[] } & AuditPage>;
  runs(query: AuditQuery, options?: AskOptions): Promise<{ runs: AuditRun[] } & AuditPage>;
  get(auditId: string): Promise<AuditEntry | null>;
  histogram(query: AuditQuery, buckets: number, options?: HistogramOptions): Promise<AuditHistogram>;
  /**
   * Every record that matches, with its own line, in the order of the log (`order` 'desc' turns it); none is held.
   * Throws AuditUnavailable, too, when retention has removed some of them in the meantime: nothing is left out in silence.
   */
  stream(query: AuditQuery, options?: StreamOptions): AsyncIterable<{ entry: AuditEntry; line: string }>;
  verify(signal?: AbortSignal): Promise<ChainReport>;
}

/**
 * What opening the log found and mended. Filled in later when the log could be opened only later (see `unavailable`).
 */
export interface AuditRecovery {
  /** Bytes of a torn end, moved to a side file. */
  torn: { bytes: number; sideFile: string } | null;
  /** The newest record, when it is whole but not as it was written. It was left as it is, and the chain goes on from it. */
  damaged: { seq: number; message: string } | null;
  /** The log does not fit its head: somebody changed it while the app was not running. A record says so. */
  tampering: { kind: 'truncated' | 'head_mismatch'; seq: number; message: string } | null;
  /** Runs that had no ending and were given one (`interrupted`). */
  interrupted: { runId: string; tool: string | null }[];
  /** Why the log cannot be written, in words for people; null once it can. */
  unavailable: string | null;
}
