import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../src-preload/contract/json.ts';
import type { ArtifactRef, AuditSigning } from '../../src-preload/contract/types.ts';
import { ArtifactStore } from './artifacts.ts';
import { nodeFs, type AuditFs } from './audit-fs.ts';
import {
  AuditUnavailable,
  type AppendOptions,
  type AuditDraft,
  type AuditLog,
  type AuditReader,
  type AuditRecovery,
} from './audit-log.ts';
import { CURRENT } from './chain/files.mjs';
import { readHead } from './head-check.ts';
import { HeadKeeper } from './head-keeper.ts';
import { LogFile } from './log-file.ts';
import { lockLog } from './log-lock.ts';
import { longResult, redactHere, type RedactWhole } from './long-result.ts';
import { LogWriter } from './log-writer.ts';
import { STARTED } from './open-runs.ts';
import { IndexedReader } from './index/indexed-reader.ts';
import { FileReader } from './reader.ts';
import { EMPTY_CHAIN, type ChainHead } from './record.ts';
import { recover, recoveryDrafts } from './recovery.ts';
import type { Redactor } from './redaction.ts';
import { RetentionKeeper } from './retention-keeper.ts';
import { segmentSeconds, type KeepLimits } from './retention.ts';
import { ClosedSegments, type Segment } from './segments.ts';
import { SigningKey, type KeyStore } from './signing-key.ts';
import { SyncThread } from './sync-thread.ts';
import { Turns } from './turns.ts';
import { unavailable } from './unavailable.ts';
import { createVerifier, readChain, verifyHere, type VerifyRunner } from './verifier.ts';

export const LOG_FILE_NAME = CURRENT;
const DEFAULT_SEGMENT_BYTES = 64 * 1024 * 1024;

export interface OpenAuditLogOptions {
  /** The folder of the log, made (0700) when it is not there. */
  dir: string;
  redactor: Redactor;
  /** Epoch seconds, with fractions. */
  clock?: () => number;
  fs?: AuditFs;
  /** Goes into the record that says that the app started (its version, say). */
  started?: JsonObject;
  /** Where the key that signs is kept, and what wraps it; nothing is signed without. */
  signing?: { keyPath: string; store: KeyStore };
  /** The folder of the artifacts that records refer to. */
  artifacts?: string;
  /** A file that has reached this many bytes is closed, and another one begun. 64 MB unless told. */
  segmentBytes?: () => number;
  /** The script of the thread that waits for the disk while records come one after another; without, the thread pool does. */
  syncThread?: string;
  /** Where secrets are taken out of long results: on the caller's thread unless told. */
  redactWhole?: RedactWhole;
  keep?: () => KeepLimits;
  /** Where `verify` does its work: on the caller's thread unless told. */
  verify?: VerifyRunner;
  /**
   * The built script of the thread with the search index, and the index file; without, questions are read from the log, and so
   * they are while it is small (`IndexedReaderParts`).
   */
  index?: { script: string; path: string; smallBytes?: number };
  /** Hears of what went wrong behind the log's back: a removal that did not work. */
  report?: (what: string, error: unknown) => void;
}

export interface OpenedAuditLog {
  log: AuditLog;
  reader: AuditReader;
  recovery: AuditRecovery;
  artifacts: ArtifactStore | null;
  /**
   * Keeps the whole result of a draft, without its secrets, among the artifacts, if a record is going to shorten it.
   * @returns null when the record keeps all of it, when it is too long to be kept, or where there are no artifacts
   * @throws Error when it cannot be kept
   */
  keepWhole: (draft: AuditDraft, options: AppendOptions, signal: AbortSignal) => Promise<ArtifactRef | null>;
  /** The log's parts, oldest first: which file has which records, and how many bytes of it are on disk. */
  segments: () => Segment[];
  /** The newest record that is on disk. */
  head: () => ChainHead;
  /** Whether the log is signed, and with which key, as far as is known now. */
  signing: () => AuditSigning;
  /** Removes what is too old or too much, now; else it happens at the start, with every new segment, and once an hour. */
  applyRetention: () => Promise<number>;
}

/**
 * Opens the log in `<dir>`: mends its end, compares it with its head, closes the runs found open, and records the start;
 * all of that is on disk when this resolves. It resolves too when the log cannot be written: then `recovery.unavailable`
 * says why, `append` throws the same, and every `append` tries again to open it.
 */
export async function openAuditLog(options: OpenAuditLogOptions): Promise<OpenedAuditLog> {
  const { dir, redactor } = options;
  const io = options.fs ?? nodeFs;
  const clock = options.clock ?? ((): number => Date.now() / 1000);
  const syncThread = options.syncThread === undefined ? null : new SyncThread(options.syncThread, io);
  const file = new LogFile(join(dir, CURRENT), io, syncThread);
  const closed = new ClosedSegments(dir);
  let unlock: (() => void) | null = null;
  const key = options.signing ? new SigningKey(options.signing.keyPath, options.signing.store) : null;
  const artifacts = options.artifacts === undefined ? null : new ArtifactStore(options.artifacts);
  const redactWhole = options.redactWhole ?? redactHere(redactor);
  const recovery: AuditRecovery = {
    torn: null,
    damaged: null,
    tampering: null,
    interrupted: [],
    unavailable: null,
  };

  const writer = new LogWriter({
    file,
    redactor,
    clock,
    segments: closed,
    segmentBytes: options.segmentBytes ?? (() => DEFAULT_SEGMENT_BYTES),
    segmentSeconds: () => segmentSeconds(options.keep?.().days ?? 0),
    onRotated: () => retention.soon(),
    start() {
      try {
        mkdirSync(dir, { recursive: true, mode: 0o700 });
        unlock ??= lockLog(dir);
        const opened = file.open();
        closed.load();
        const folder = { closed, found: readHead(dir, key) };
        const found = recover(io, file, opened, new Date(clock() * 1000), folder);
        const { stated } = folder.found;
        if (found.tampering === null && (stated?.closed ?? true)) head.reopen(found.head);
        // A second try at starting finds nothing torn: what the first one cut is still to be told.
        recovery.torn = found.torn ?? recovery.torn;
        recovery.damaged = found.damaged;
        recovery.tampering = found.tampering ?? recovery.tampering;
        recovery.interrupted = found.interrupted.map(({ runId, tool }) => ({ runId, tool }));
        recovery.unavailable = null;
        const drafts = recoveryDrafts({ ...found, torn: recovery.torn, tampering: recovery.tampering });
        const detail = { ...options.started, what: STARTED };
        const { currentFirstSeq, currentFirstTs } = found;
        return {
          head: found.head,
          currentFirstSeq,
          currentFirstTs,
          drafts: [...drafts, { event: 'app', detail }],
        };
      } catch (error) {
        file.close();
        throw unavailable(file.path, error);
      }
    },
  });

  /** Which key signs from here on is itself in the chain. */
  const onKeyMade = (fingerprint: string): void => {
    try {
      writer.append({ event: 'app', detail: { what: 'signing_key_made', fingerprint } });
    } catch (error) {
      if (!(error instanceof AuditUnavailable)) throw error;
    }
  };
  const head = new HeadKeeper({
    dir,
    head: () => (writer.hasStarted ? writer.chainHead : EMPTY_CHAIN),
    clock,
    signer: (mayMake) => key?.signer(mayMake ? onKeyMade : undefined) ?? null,
    mustSign: () => key?.exists ?? false,
    onSigned: () => key?.markUsed(),
  });
  writer.onAppended(() => head.touch());
  const turns = new Turns();
  const checked = { dir, log: writer, key: () => key?.wanted ?? null, run: options.verify ?? verifyHere };
  const retention = new RetentionKeeper({
    turns,
    log: writer,
    closed,
    segments: () => writer.segments(),
    limits: options.keep ?? (() => ({ days: 0, megabytes: 0 })),
    signer: () => key?.signer() ?? null,
    counted: async () => {
      await head.flush();
      return head.count;
    },
    problems: async (signal) => (await readChain(checked, null, signal)).problems,
    artifacts,
    clock,
    report: options.report ?? (() => undefined),
  });
  const problem = (): string | null =>
    head.problem ?? (key ? key.problem : 'There is no key store to keep a signing key in.');
  const verifier = createVerifier({
    ...checked,
    artifacts: options.artifacts ?? null,
    flushHead: () => head.flush(),
    hasKey: () => Boolean(key?.signer()),
    unsigned: problem,
    turns,
  });

  try {
    writer.makeReady();
    await writer.durable();
    retention.soon();
  } catch (error) {
    if (!(error instanceof AuditUnavailable)) throw error;
    recovery.unavailable = error.message;
  }

  const scan = new FileReader(dir, writer, verifier);
  const indexed =
    options.index &&
    new IndexedReader({
      ...options.index,
      scan,
      parts: () => scan.parts(),
      onAppended: (listener) => writer.onAppended(listener),
      report: (what) => options.report?.('The search index', what),
    });

  const log: AuditLog = {
    append: (draft, appendOptions) => writer.append(draft, appendOptions),
    durable: (entry) => writer.durable(entry),
    onAppended: (listener) => writer.onAppended(listener),
    async close() {
      await indexed?.close();
      await retention.close();
      // Before the last record: a key that is made now is still recorded.
      await head.flush();
      try {
        await writer.close();
      } finally {
        syncThread?.end();
        await head.close(writer.endsInOrder);
        unlock?.();
        unlock = null;
      }
    },
  };
  return {
    log,
    reader: indexed ?? scan,
    recovery,
    artifacts,
    async keepWhole(draft, appendOptions, signal) {
      const whole = artifacts && (await longResult(draft, redactWhole, appendOptions, signal));
      return whole && artifacts.put(whole);
    },
    segments: () => writer.segments(),
    head: () => ({ ...writer.chainHead }),
    signing: () => ({ signed: head.signed, fingerprint: key?.fingerprint ?? null, problem: problem() }),
    applyRetention: () => retention.apply(),
  };
}
