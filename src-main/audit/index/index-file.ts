import fs from 'node:fs';
import { dirname } from 'node:path';
import { Sqlite } from './sqlite.ts';

/** Goes up with every change of the tables, of the words or of the filter tokens: an index of another version is made anew. */
export const INDEX_VERSION = 3;
/** "ELai": tells an index from any other SQLite file. */
const APPLICATION_ID = 0x454c6169;
/** A bigger file is not read whole at every start; what its rows lead to is checked when it is read. */
const MAX_CHECKED_BYTES = 64 * 1024 * 1024;

// `entries.part` is the first `seq` of the file that holds the record, `run` the `first_seq` of its run. The full-text
// tables keep no text: their row ids are `seq` and `first_seq`. The words are made in text-terms.ts; the tokeniser only
// splits them at spaces (`ascii` takes every byte beyond ASCII as part of a word).
const TABLES = `
CREATE TABLE parts(first_seq INTEGER PRIMARY KEY, bytes INTEGER NOT NULL, last_hash TEXT);
CREATE TABLE facts(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE blocks(block INTEGER PRIMARY KEY, min_ts REAL NOT NULL, max_ts REAL NOT NULL);
CREATE TABLE entries(seq INTEGER PRIMARY KEY, ts REAL NOT NULL, part INTEGER NOT NULL, offset INTEGER NOT NULL,
  length INTEGER NOT NULL, run INTEGER, id INTEGER NOT NULL);
CREATE INDEX entries_by_time ON entries(ts);
CREATE INDEX entries_by_run ON entries(run) WHERE run IS NOT NULL;
CREATE INDEX entries_by_id ON entries(id);
CREATE TABLE runs(first_seq INTEGER PRIMARY KEY, run_id TEXT NOT NULL UNIQUE, started_at REAL NOT NULL, status TEXT,
  json TEXT NOT NULL);
CREATE INDEX runs_by_time ON runs(started_at, status);
CREATE VIRTUAL TABLE entry_words USING fts5(words, content='', contentless_delete=1, tokenize='ascii');
CREATE VIRTUAL TABLE run_words USING fts5(words, content='', contentless_delete=1, tokenize='ascii');
`;

const NAMES = [...TABLES.matchAll(/^CREATE (?:VIRTUAL )?(?:TABLE|INDEX) (\w+)/gm)].map(([, name]) => name);

/** The index file cannot be used as it is: it is thrown away and made anew. */
export class IndexDamaged extends Error {
  override name = 'IndexDamaged';
}

/** Opens the index, or makes an empty one. @throws IndexDamaged, or what the file system has to say */
export function openIndex(path: string): Sqlite {
  fs.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // A thread that was ended leaves the library's lock behind; only this app, of which there is one, opens the file.
  fs.rmSync(`${path}.lock`, { recursive: true, force: true });
  fs.closeSync(fs.openSync(path, 'a', 0o600));
  const db = new Sqlite(path);
  try {
    prepare(db, fs.statSync(path).size);
    return db;
  } catch (error) {
    db.close();
    throw error instanceof IndexDamaged ? error : new IndexDamaged('It cannot be read.', { cause: error });
  }
}

/** Removes the index; the next `openIndex` makes an empty one. */
export function removeIndex(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal', '.lock']) {
    fs.rmSync(`${path}${suffix}`, { recursive: true, force: true });
  }
}

function prepare(db: Sqlite, size: number): void {
  // One connection for good: no shared memory is needed for the write-ahead log, which a killed app cannot break.
  db.exec('PRAGMA locking_mode=EXCLUSIVE');
  if (size === 0) db.exec('PRAGMA page_size=8192');
  db.exec('PRAGMA journal_mode=WAL');
  db.exec('PRAGMA synchronous=NORMAL');
  db.exec('PRAGMA wal_autocheckpoint=4000');
  db.exec('PRAGMA cache_size=-32768');
  db.exec('PRAGMA temp_store=MEMORY');
  const tables = Number(db.get('SELECT count(*) AS n FROM sqlite_master')?.['n']);
  const version = Number(db.get('PRAGMA user_version')?.['user_version']);
  const id = Number(db.get('PRAGMA application_id')?.['application_id']);
  if (tables === 0 && version === 0) {
    db.transaction(() => {
      db.exec(TABLES);
      db.exec(`PRAGMA application_id=${APPLICATION_ID}`);
      db.exec(`PRAGMA user_version=${INDEX_VERSION}`);
    });
    return;
  }
  if (id !== APPLICATION_ID || version !== INDEX_VERSION) {
    throw new IndexDamaged(`It is of version ${version}, not ${INDEX_VERSION}.`);
  }
  const names = new Set(db.all('SELECT name FROM sqlite_master').map((row) => row['name']));
  if (!NAMES.every((name) => name !== undefined && names.has(name)))
    throw new IndexDamaged('A table is missing.');
  if (size > MAX_CHECKED_BYTES) return;
  const check = db.get('PRAGMA quick_check(1)')?.['quick_check'];
  if (check !== 'ok') throw new IndexDamaged(`SQLite says: ${String(check)}`);
}
