import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { AuditEntry, AuditQuery, AuditSigning } from '../../src-preload/contract/types.ts';
import type { StreamOptions } from './audit-log.ts';
import { csvHeader, csvRow } from './export-csv.ts';
import { htmlEnd, htmlRow, htmlStart } from './export-html.ts';

/** Pieces are gathered up to this before they are written. */
const BUFFER_CHARS = 256 * 1024;

export type ExportFormat = 'jsonl' | 'csv' | 'html';

/** Records that match, or every record of the runs that match as a whole. */
export type ExportOf = NonNullable<StreamOptions['of']>;

/** What a report says of itself. */
export interface ExportFacts {
  /** Epoch seconds. */
  ts: number;
  appVersion: string;
  query: AuditQuery;
  of: ExportOf;
  /** Where the chain stands; null: the records are of no chain of ours. */
  head: { seq: number; hash: string } | null;
  /** Whether it is signed, and with which key. */
  signing: AuditSigning;
}

interface Writing {
  start: (facts: ExportFacts) => string;
  entry: (entry: AuditEntry, line: string) => string;
  end: (entries: number) => string;
}

const FORMATS: Record<ExportFormat, Writing> = {
  // The bytes of the record itself: each can be checked against its own hash.
  jsonl: { start: () => '', entry: (_entry, line) => `${line}\n`, end: () => '' },
  csv: { start: csvHeader, entry: csvRow, end: () => '' },
  html: { start: htmlStart, entry: htmlRow, end: htmlEnd },
};

/**
 * Writes records to a file, one at a time and never more than a few in memory. The file is there whole or not at all: it
 * is written beside its place and moved there at the end.
 * @returns how many records it has
 * @throws the file system's error; the signal's reason when it is aborted
 */
export async function exportEntries(
  path: string,
  format: ExportFormat,
  facts: ExportFacts,
  entries: AsyncIterable<{ entry: AuditEntry; line: string }>,
  signal?: AbortSignal,
): Promise<number> {
  const { start, entry: write, end } = FORMATS[format];
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${Date.now()}.tmp`);
  const file = await open(temporary, 'wx', 0o600);
  try {
    let count = 0;
    let text = start(facts);
    for await (const { entry, line } of entries) {
      signal?.throwIfAborted();
      text += write(entry, line);
      count++;
      if (text.length < BUFFER_CHARS) continue;
      await file.writeFile(text);
      text = '';
    }
    await file.writeFile(text + end(count));
    await file.sync();
    await file.close();
    await rename(temporary, path);
    return count;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}
