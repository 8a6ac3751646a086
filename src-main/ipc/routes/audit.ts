import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { PanelChannels } from '../../../src-preload/contract/channels.ts';
import type { AuditQuery } from '../../../src-preload/contract/types.ts';
import type { ArtifactStore } from '../../audit/artifacts.ts';
import type { AuditDraft, AuditReader } from '../../audit/audit-log.ts';
import { exportEntries, type ExportFacts, type ExportFormat, type ExportOf } from '../../audit/export.ts';
import { CannotImport } from '../../audit/legacy-copy.ts';
import type { LegacyLog } from '../../audit/legacy-log.ts';
import { isSystemError } from '../../audit/unavailable.ts';
import { Refusal } from '../../execution/refusal.ts';
import { isInside } from '../../platform/guarded-path.ts';
import { createAskers } from '../askers.ts';
import type { LongWork, LongWorks } from '../long-work.ts';

export interface AuditRouteParts {
  reader: AuditReader;
  /** What was imported from the earlier system, read in the same way. */
  legacy: LegacyLog;
  artifacts: ArtifactStore;
  /** The folder with all of the app's own files: nothing is exported into it. */
  userData: string;
  /** How things stand at this moment. */
  exportFacts: (query: AuditQuery, of: ExportOf) => ExportFacts;
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
  const readerOf = (query: AuditQuery): AuditReader =>
    query.source === 'legacy' ? parts.legacy.reader : parts.reader;
  const askers = createAskers();
  return {
    'audit.query': (asked: AuditQuery | void) => {
      const { asker, ...query } = asked ?? {};
      return askers.ask(asker, (signal) => readerOf(query).query(query, { signal }));
    },
    'audit.runs': (asked: AuditQuery | void) => {
      const { asker, ...query } = asked ?? {};
      return askers.ask(asker, (signal) => readerOf(query).runs(query, { signal }));
    },
    'audit.get': async ({ auditId }: { auditId: string }) => {
      const entry = (await parts.reader.get(auditId)) ?? (await parts.legacy.reader.get(auditId));
      if (!entry) throw new Refusal('not_found', `The record has no entry ${auditId}.`);
      return entry;
    },
    'audit.verify': () => work.run('verify', (signal) => parts.reader.verify(signal)),
    'audit.histogram': ({ query: asked, buckets, partial }: HistogramRequest) => {
      const { asker, ...query } = asked;
      return askers.ask(asker, (signal) => readerOf(query).histogram(query, buckets, { partial, signal }));
    },
    'audit.artifact': ({ sha256 }: { sha256: string }) => artifact(parts.artifacts, sha256),
    'audit.export': (request: ExportRequest) =>
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

type HistogramRequest = PanelChannels['audit.histogram']['request'];

type ExportRequest = PanelChannels['audit.export']['request'];

async function exportTo(
  parts: AuditRouteParts,
  reader: AuditReader,
  { format, query, of = 'entries' }: ExportRequest,
  signal: AbortSignal,
): Promise<{ path: string; entries: number }> {
  const day = new Date().toISOString().slice(0, 10);
  const path = await parts.pickSaveFile(`execution-layer-record-${day}.${format}`, format);
  if (path === null) throw new Refusal('cancelled', 'No place was chosen.');
  signal.throwIfAborted();
  if (isInside(join(realOf(dirname(path)), basename(path)), realOf(parts.userData)))
    throw new Refusal('bad_request', "This is the folder of the app's own files. Choose another one.");
  // The person may have looked for a place for long: what is exported, and what the report says of the log, is of now.
  const facts = parts.exportFacts(query, of);
  const records = reader.stream(query, { of, upTo: facts.head?.seq, signal });
  try {
    const entries = await exportEntries(path, format, facts, records, signal);
    await parts.note({ event: 'app', caller: 'panel', detail: { what: 'exported', format, entries } });
    return { path, entries };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new Refusal('bad_request', `${path} could not be written: ${(error as Error).message}`);
  }
}

/** By whatever name the way there goes. */
function realOf(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    // It is not there: writing into it will say so.
    return resolve(folder);
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
