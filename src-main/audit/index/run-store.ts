import type { AuditEntry, AuditRun } from '../../../src-preload/contract/types.ts';
import type { PlacedRecords } from './log-parts.ts';
import { withNewer } from './run-row.ts';
import type { Sqlite } from './sqlite.ts';
import { entryText, runDocument } from './tokens.ts';

/** Runs whose words are kept at hand; of others they are read again when a record is added. */
const MAX_AT_HAND = 300;
/** Words of one run that are kept at hand, in characters. */
const MAX_TEXT = 256 * 1024;

interface OpenRun {
  run: AuditRun;
  texts: string[];
  size: number;
  events: Set<string>;
  /** Whether its row is in the tables. */
  stored: boolean;
}

/**
 * Folds records into the rows of runs while they are indexed. A run's row and words are written once for all its records of
 * one transaction: `flush` ends it.
 */
export class RunStore {
  readonly #db: Sqlite;
  #atHand = new Map<string, OpenRun>();
  readonly #changed = new Map<string, OpenRun>();

  constructor(db: Sqlite) {
    this.#db = db;
  }

  /** @returns the `first_seq` of the record's run; null for a record of no run */
  add(entry: AuditEntry, text: string, log: PlacedRecords): number | null {
    if (entry.run_id === undefined) return null;
    const known =
      this.#atHand.get(entry.run_id) ?? this.#changed.get(entry.run_id) ?? this.#load(entry.run_id, log);
    const open = fold(known, entry, text);
    this.#atHand.set(entry.run_id, open);
    this.#changed.set(entry.run_id, open);
    return open.run.firstSeq;
  }

  flush(): void {
    for (const open of this.#changed.values()) this.#write(open);
    this.#changed.clear();
    for (const [id, open] of this.#atHand) {
      if (this.#atHand.size <= MAX_AT_HAND && open.run.status === null && open.size <= MAX_TEXT) continue;
      this.#atHand.delete(id);
    }
  }

  /** The transaction was not committed: what is at hand is not what is stored. */
  forget(): void {
    this.#atHand = new Map();
    this.#changed.clear();
  }

  /**
   * Removes runs that began below `firstSeq`, at most so many; those that have later records stand again with these.
   * @returns whether there were any
   */
  removeBefore(firstSeq: number, log: PlacedRecords, atMost: number): boolean {
    this.forget();
    const rows = this.#db.all('SELECT first_seq FROM runs WHERE first_seq < ? LIMIT ?', [firstSeq, atMost]);
    for (const row of rows) {
      this.#db.run('DELETE FROM run_words WHERE rowid = ?', [Number(row['first_seq'])]);
      this.#db.run('DELETE FROM runs WHERE first_seq = ?', [Number(row['first_seq'])]);
      let left: OpenRun | null = null;
      for (const entry of this.#records(Number(row['first_seq']), log, firstSeq)) {
        left = fold(left, entry, entryText(entry));
      }
      if (!left) continue;
      this.#write(left);
      this.#db.run('UPDATE entries SET run = ? WHERE run = ?', [left.run.firstSeq, Number(row['first_seq'])]);
    }
    return rows.length > 0;
  }

  #load(runId: string, log: PlacedRecords): OpenRun | null {
    const row = this.#db.get('SELECT first_seq FROM runs WHERE run_id = ?', [runId]);
    if (!row) return null;
    let open: OpenRun | null = null;
    for (const entry of this.#records(Number(row['first_seq']), log, 0))
      open = fold(open, entry, entryText(entry));
    return open && { ...open, stored: true };
  }

  *#records(run: number, log: PlacedRecords, from: number): Generator<AuditEntry> {
    const rows = this.#db.all(
      'SELECT part, offset, length FROM entries WHERE run = ? AND seq >= ? ORDER BY seq',
      [run, from],
    );
    for (const row of rows) {
      const entry = log.read(Number(row['part']), Number(row['offset']), Number(row['length']));
      if (entry) yield entry;
    }
  }

  #write(open: OpenRun): void {
    const { run, events, texts } = open;
    if (open.stored) this.#db.run('DELETE FROM run_words WHERE rowid = ?', [run.firstSeq]);
    this.#db.run('INSERT OR REPLACE INTO runs VALUES(?, ?, ?, ?, ?)', [
      run.firstSeq,
      run.runId,
      run.startedAt,
      run.status,
      JSON.stringify(run),
    ]);
    this.#db.run('INSERT INTO run_words(rowid, words) VALUES(?, ?)', [
      run.firstSeq,
      runDocument(run, events, texts),
    ]);
    open.stored = true;
  }
}

function fold(open: OpenRun | null, entry: AuditEntry, text: string): OpenRun {
  const into = open ?? {
    run: withNewer(null, entry),
    texts: [],
    size: 0,
    events: new Set<string>(),
    stored: false,
  };
  if (open) into.run = withNewer(open.run, entry);
  into.texts.push(text);
  into.size += text.length;
  into.events.add(entry.event);
  return into;
}
