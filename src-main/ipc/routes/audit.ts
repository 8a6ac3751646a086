import { dirname, resolve } from 'node:path';
import type { AuditQuery } from '../../../src-preload/contract/types.ts';
import type { ArtifactStore } from '../../audit/artifacts.ts';
import type { AuditDraft, AuditReader } from '../../audit/audit-log.ts';
import { exportEntries, type ExportFacts, type ExportFormat } from '../../audit/export.ts';
import { CannotImport, type importLegacy } from '../../audit/legacy.ts';
import { isSystemError } from '../../audit/unavailable.ts';
import { Refusal } from '../../execution/refusal.ts';
import type { LongWork, LongWorks } from '../long-work.ts';

export interface AuditRouteParts {
  reader: AuditReader;
  /** What was imported from the earlier system, read in the same way. */
  legacy: {
    reader: AuditReader;
    import: (path: string, signal?: AbortSignal) => ReturnType<typeof importLegacy>;
  };
  artifacts: ArtifactStore;
  /** The folder of the record itself: nothing is exported into it. */
  logs: string;
  exportFacts: (query: AuditQuery) => ExportFacts;
  /** Writes a record and waits until it is on disk. */
  note: (draft: AuditDraft) => Promise<void>;
  /** Opens the system's dialogs; null when the person picks nothing. */
  pickSaveFile: (name: string, format: ExportFormat) => Promise<string | null>;
  pickLogFile: () => Promise<string | null>;
}

/**
 * `audit.*`: the record, read only; what is written, the person has picked the place for. `audit.cancel` ends any long work
 * over the record, whichever channel began it.
 */
export function auditRoutes(parts: AuditRouteParts, work: LongWorks) {
  const readerOf = (query: AuditQuery | void): AuditReader =>
    query?.source === 'legacy' ? parts.legacy.reader : parts.reader;
  return {
    'audit.query': (query: AuditQuery | void) => readerOf(query).query(query ?? {}),
    'audit.runs': (query: AuditQuery | void) => readerOf(query).runs(query ?? {}),
    'audit.get': async ({ auditId }: { auditId: string }) => {
      const entry = (await parts.reader.get(auditId)) ?? (await parts.legacy.reader.get(auditId));
      if (!entry) throw new Refusal('not_found', `The record has no entry ${auditId}.`);
      return entry;
    },
    'audit.verify': () => work.run('verify', (signal) => parts.reader.verify(signal)),
    'audit.histogram': ({ query, buckets }: { query: AuditQuery; buckets: number }) =>
      readerOf(query).histogram(query, buckets),
    'audit.artifact': ({ sha256 }: { sha256: string }) => artifact(parts.artifacts, sha256),
    'audit.export': (request: { format: ExportFormat; query: AuditQuery }) =>
      work.run('export', (signal) => exportTo(parts, readerOf(request.query), request, signal)),
    'audit.importLegacy': () => work.run('import', (signal) => importFrom(parts, signal)),
    'audit.cancel': ({ what }: { what: LongWork }) => ({ cancelled: work.cancel(what) }),
  };
}

async function artifact(store: ArtifactStore, sha256: string): Promise<{ mime: string; base64: string }> {
  const found = await store.read(sha256);
  switch (found.state) {
    case 'whole':
      return { mime: found.mime, base64: found.bytes.toString('base64') };
    case 'altered':
      throw new Refusal('hash_mismatch', `The artifact ${sha256} is not as it was written.`);
    case 'missing':
      throw new Refusal('not_found', `The artifact ${sha256} is missing.`);
  }
}

async function exportTo(
  parts: AuditRouteParts,
  reader: AuditReader,
  { format, query }: { format: ExportFormat; query: AuditQuery },
  signal: AbortSignal,
): Promise<{ path: string; entries: number }> {
  const facts = parts.exportFacts(query);
  const day = new Date(facts.ts * 1000).toISOString().slice(0, 10);
  const path = await parts.pickSaveFile(`execution-layer-record-${day}.${format}`, format);
  if (path === null) throw new Refusal('cancelled', 'No place was chosen.');
  signal.throwIfAborted();
  if (resolve(dirname(path)) === resolve(parts.logs))
    throw new Refusal('bad_request', 'This is the folder of the record itself. Choose another one.');
  try {
    const entries = await exportEntries(path, format, facts, reader.stream(query, signal), signal);
    await parts.note({ event: 'app', caller: 'panel', detail: { what: 'exported', format, entries } });
    return { path, entries };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new Refusal('bad_request', `${path} could not be written: ${(error as Error).message}`);
  }
}

async function importFrom(
  parts: AuditRouteParts,
  signal: AbortSignal,
): Promise<{ entries: number; malformed: number; malformedLines: number[] }> {
  const path = await parts.pickLogFile();
  if (path === null) throw new Refusal('cancelled', 'No file was chosen.');
  try {
    const { sha256, entries, malformed, malformedLines } = await parts.legacy.import(path, signal);
    await parts.note({
      event: 'app',
      caller: 'panel',
      detail: { what: 'legacy_imported', sha256, entries, malformed },
    });
    return { entries, malformed, malformedLines };
  } catch (error) {
    if (!(error instanceof CannotImport) && !isSystemError(error)) throw error;
    throw new Refusal('bad_request', `${path} could not be imported: ${(error as Error).message}`);
  }
}
