import { join } from 'node:path';
import type { JsonObject } from '../../src-preload/contract/json.ts';
import { nodeFs, type AuditFs } from './audit-fs.ts';
import { AuditUnavailable, type AuditLog, type AuditReader, type AuditRecovery } from './audit-log.ts';
import { LogFile } from './log-file.ts';
import { LogWriter } from './log-writer.ts';
import { STARTED } from './open-runs.ts';
import { FileReader } from './reader.ts';
import { recover, recoveryDrafts } from './recovery.ts';
import type { Redactor } from './redaction.ts';
import { unavailable } from './unavailable.ts';

export const LOG_FILE_NAME = 'tools_audit.jsonl';

export interface OpenAuditLogOptions {
  /** The folder of the log, made (0700) when it is not there. */
  dir: string;
  redactor: Redactor;
  /** Epoch seconds, with fractions. */
  clock?: () => number;
  fs?: AuditFs;
  /** Goes into the record that says that the app started (its version, say). */
  started?: JsonObject;
}

/**
 * Opens `<dir>/tools_audit.jsonl`: mends its end, closes the runs found open, and records the start; all of that is on
 * disk when this resolves. It resolves too when the log cannot be written: then `recovery.unavailable` says why,
 * `append` throws the same, and every `append` tries again to open it.
 */
export async function openAuditLog(
  options: OpenAuditLogOptions,
): Promise<{ log: AuditLog; reader: AuditReader; recovery: AuditRecovery }> {
  const io = options.fs ?? nodeFs;
  const clock = options.clock ?? ((): number => Date.now() / 1000);
  const file = new LogFile(join(options.dir, LOG_FILE_NAME), io);
  const recovery: AuditRecovery = { torn: null, damaged: null, interrupted: [], unavailable: null };
  const log = new LogWriter({
    file,
    redactor: options.redactor,
    clock,
    start() {
      try {
        const found = recover(io, file, file.open(), new Date(clock() * 1000));
        // A second try at starting finds nothing torn: what the first one cut is still to be told.
        recovery.torn = found.torn ?? recovery.torn;
        recovery.damaged = found.damaged;
        recovery.interrupted = found.interrupted.map(({ runId, tool }) => ({ runId, tool }));
        recovery.unavailable = null;
        const drafts = recoveryDrafts({ ...found, torn: recovery.torn });
        const detail = { ...options.started, what: STARTED };
        return { head: found.head, drafts: [...drafts, { event: 'app', detail }] };
      } catch (error) {
        file.close();
        throw unavailable(file.path, error);
      }
    },
  });
  try {
    log.makeReady();
    await log.durable();
  } catch (error) {
    if (!(error instanceof AuditUnavailable)) throw error;
    recovery.unavailable = error.message;
  }
  return { log, reader: new FileReader(file.path, log), recovery };
}
