import fs from 'node:fs';
import type { AuditEntry } from '../../../src-preload/contract/types.ts';
import { readRecord } from '../readable.ts';
import { MAX_LINE_BYTES, NEWLINE } from '../record.ts';
import type { Segment } from '../segments.ts';
import { IndexDamaged } from './index-file.ts';
import { openPart, PlacedRecords, readAt } from './log-parts.ts';
import { RunStore } from './run-store.ts';
import type { Sqlite } from './sqlite.ts';
import { entryDocument, entryText, idNumber } from './tokens.ts';

/** Read and indexed in one transaction: about a tenth of a second, for so long a question may have to wait. */
const SLICE_BYTES = 512 * 1024;
/** Records that share a row of least and greatest time. */
export const BLOCK_BITS = 12;
/** Rows removed in one transaction. */
const REMOVED_AT_ONCE = 1_000;
/** Room for the end of a record: its hash, and the line feed. */
const LINE_END_BYTES = 80;
const LINE_END = /"hash":"([0-9a-f]{64})"\}\n$/;

/** The log holds what the index cannot: its records are not in the order of their numbers, say. `message` says what. */
export class NotIndexable extends Error {
  override name = 'NotIndexable';
}

interface Done {
  bytes: number;
  lastHash: string | null;
}

/** Brings the index up to the log, a slice at a time. What it has of each part it compares with the part when it opens it. */
export class Indexer {
  readonly #db: Sqlite;
  readonly #runs: RunStore;
  #parts: Map<number, Done>;
  readonly #compared = new Set<number>();
  #lastSeq: number;
  #lastTs: number;
  #ordered: boolean;

  constructor(db: Sqlite) {
    this.#db = db;
    this.#runs = new RunStore(db);
    this.#parts = new Map(
      db
        .all('SELECT first_seq, bytes, last_hash FROM parts')
        .map((row) => [
          Number(row['first_seq']),
          { bytes: Number(row['bytes']), lastHash: row['last_hash'] as string | null },
        ]),
    );
    const last = db.get('SELECT seq FROM entries ORDER BY seq DESC LIMIT 1');
    this.#lastSeq = Number(last?.['seq'] ?? 0);
    this.#lastTs = Number(db.get('SELECT max(ts) AS ts FROM entries')?.['ts'] ?? -Infinity);
    this.#ordered = db.get("SELECT value FROM facts WHERE name = 'clock_went_back'") === undefined;
  }

  /** Whether the clock never went back, so that the order of time is the order of the log. */
  get ordered(): boolean {
    return this.#ordered;
  }

  /** Bytes of the log that are not in the index. */
  behind(parts: readonly Segment[]): number {
    return parts.reduce((sum, part) => sum + part.bytes - (this.#parts.get(part.firstSeq)?.bytes ?? 0), 0);
  }

  /** Whether anything has to be done before the index answers for these parts. */
  isCurrent(parts: readonly Segment[]): boolean {
    if (parts.some((part) => this.#parts.get(part.firstSeq)?.bytes !== part.bytes && part.bytes > 0))
      return false;
    if (parts.some((part) => part.bytes > 0 && !this.#compared.has(part.firstSeq))) return false;
    return !this.mustRemove(parts);
  }

  /** Whether records of parts that are gone are still in the index. */
  mustRemove(parts: readonly Segment[]): boolean {
    return this.#gone(parts).length > 0;
  }

  #gone(parts: readonly Segment[]): number[] {
    const listed = new Set(parts.map((part) => part.firstSeq));
    return [...this.#parts.keys()].filter((firstSeq) => !listed.has(firstSeq));
  }

  /**
   * Does the next piece of work.
   * @returns false when the index is current
   * @throws IndexDamaged when it does not fit this log, NotIndexable, PartMoved
   */
  step(parts: readonly Segment[]): boolean {
    if (this.isCurrent(parts)) return false;
    try {
      if (this.#removeGone(parts)) return true;
      for (const part of parts) if (this.#compare(part)) return true;
      const next = parts.find((part) => (this.#parts.get(part.firstSeq)?.bytes ?? 0) < part.bytes);
      if (next) this.#indexSlice(next, parts);
      return true;
    } catch (error) {
      this.#runs.forget();
      throw error;
    }
  }

  /** Retention removes the oldest parts; anything else that is gone means another log. */
  #removeGone(parts: readonly Segment[]): boolean {
    const gone = this.#gone(parts);
    if (gone.length === 0) return false;
    const firstSeq = parts[0]?.firstSeq ?? Infinity;
    if (!Number.isFinite(firstSeq) || gone.some((part) => part >= firstSeq)) {
      throw new IndexDamaged('It is of another log.');
    }
    const records = new PlacedRecords(parts);
    try {
      const done = this.#db.transaction(() => this.#removeSome(firstSeq, records));
      if (done) for (const part of gone) this.#parts.delete(part);
    } finally {
      records.close();
    }
    return true;
  }

  /** @returns whether nothing is left below `firstSeq` */
  #removeSome(firstSeq: number, records: PlacedRecords): boolean {
    if (this.#runs.removeBefore(firstSeq, records, REMOVED_AT_ONCE)) return false;
    const first = Number(this.#db.get('SELECT min(seq) AS seq FROM entries')?.['seq'] ?? firstSeq);
    const upTo = Math.min(firstSeq, first + REMOVED_AT_ONCE);
    this.#db.run('DELETE FROM entry_words WHERE rowid >= ? AND rowid < ?', [first, upTo]);
    this.#db.run('DELETE FROM entries WHERE seq < ?', [upTo]);
    if (upTo < firstSeq) return false;
    this.#db.run('DELETE FROM parts WHERE first_seq < ?', [firstSeq]);
    this.#db.run('DELETE FROM blocks WHERE block < ?', [Math.floor(firstSeq / 2 ** BLOCK_BITS)]);
    return true;
  }

  /** Once for each part: the last record that is in the index stands where it stood. */
  #compare(part: Segment): boolean {
    const done = this.#parts.get(part.firstSeq);
    if (done && done.bytes > part.bytes) throw new IndexDamaged('It knows more of the log than there is.');
    if (this.#compared.has(part.firstSeq) || part.bytes === 0) return false;
    if (done && done.bytes > 0) {
      const fd = openPart(part);
      try {
        const length = Math.min(LINE_END_BYTES, done.bytes);
        if (hashAtEnd(readAt(fd, done.bytes - length, length)) !== done.lastHash)
          throw new IndexDamaged('It is of another log.');
      } finally {
        fs.closeSync(fd);
      }
    }
    this.#compared.add(part.firstSeq);
    return true;
  }

  #indexSlice(part: Segment, parts: readonly Segment[]): void {
    const from = this.#parts.get(part.firstSeq)?.bytes ?? 0;
    const fd = openPart(part);
    let bytes: Buffer;
    try {
      bytes = readSlice(fd, from, part.bytes);
    } finally {
      fs.closeSync(fd);
    }
    const records = new PlacedRecords(parts);
    const before = { lastSeq: this.#lastSeq, lastTs: this.#lastTs, ordered: this.#ordered };
    try {
      const done = this.#db.transaction(() => this.#indexLines(part, bytes, from, records));
      this.#parts.set(part.firstSeq, done);
    } catch (error) {
      this.#lastSeq = before.lastSeq;
      this.#lastTs = before.lastTs;
      this.#ordered = before.ordered;
      throw error;
    } finally {
      records.close();
    }
  }

  #indexLines(part: Segment, bytes: Buffer, from: number, records: PlacedRecords): Done {
    const blocks = new Map<number, { min: number; max: number }>();
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      const line = bytes.subarray(start, end);
      const entry = line.length <= MAX_LINE_BYTES ? readRecord(line) : null;
      if (entry) {
        this.#indexEntry(entry, { part: part.firstSeq, offset: from + start, length: line.length }, records);
        addTime(blocks, entry);
      }
      start = end + 1;
    }
    const done = { bytes: from + bytes.length, lastHash: hashAtEnd(bytes) };
    this.#runs.flush();
    for (const [block, { min, max }] of blocks) {
      this.#db.run(
        `INSERT INTO blocks VALUES(?, ?, ?) ON CONFLICT(block)
         DO UPDATE SET min_ts = min(min_ts, excluded.min_ts), max_ts = max(max_ts, excluded.max_ts)`,
        [block, min, max],
      );
    }
    this.#db.run('INSERT OR REPLACE INTO parts VALUES(?, ?, ?)', [part.firstSeq, done.bytes, done.lastHash]);
    return done;
  }

  #indexEntry(
    entry: AuditEntry,
    place: { part: number; offset: number; length: number },
    records: PlacedRecords,
  ): void {
    if (entry.seq <= this.#lastSeq) {
      throw new NotIndexable(`Record ${entry.seq} comes after record ${this.#lastSeq}.`);
    }
    const text = entryText(entry);
    const run = this.#runs.add(entry, text, records);
    this.#db.run('INSERT INTO entries VALUES(?, ?, ?, ?, ?, ?, ?)', [
      entry.seq,
      entry.ts,
      place.part,
      place.offset,
      place.length,
      run,
      idNumber(entry.audit_id),
    ]);
    this.#db.run('INSERT INTO entry_words(rowid, words) VALUES(?, ?)', [
      entry.seq,
      entryDocument(entry, text),
    ]);
    this.#lastSeq = entry.seq;
    if (entry.ts < this.#lastTs && this.#ordered) {
      this.#ordered = false;
      this.#db.run("INSERT OR REPLACE INTO facts VALUES('clock_went_back', ?)", [entry.seq]);
    }
    this.#lastTs = Math.max(this.#lastTs, entry.ts);
  }
}

function hashAtEnd(bytes: Buffer): string | null {
  return LINE_END.exec(bytes.toString('latin1', Math.max(0, bytes.length - LINE_END_BYTES)))?.[1] ?? null;
}

/** Whole lines from `from` on, at least one; what is there, when no line ends before `end`. */
function readSlice(fd: number, from: number, end: number): Buffer {
  for (let size = SLICE_BYTES; ; size *= 2) {
    const bytes = readAt(fd, from, Math.min(size, end - from));
    const last = bytes.lastIndexOf(NEWLINE);
    if (last >= 0) return bytes.subarray(0, last + 1);
    // Too long to be a record: it is passed over, in pieces.
    if (bytes.length < size || size > 2 * MAX_LINE_BYTES) return bytes;
  }
}

function addTime(blocks: Map<number, { min: number; max: number }>, { seq, ts }: AuditEntry): void {
  const block = Math.floor(seq / 2 ** BLOCK_BITS);
  const known = blocks.get(block);
  blocks.set(block, { min: Math.min(ts, known?.min ?? ts), max: Math.max(ts, known?.max ?? ts) });
}
