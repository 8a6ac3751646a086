import sqlite, { type Database, type Statement } from 'node-sqlite3-wasm';

export type Value = string | number | null;
export type Row = Record<string, Value>;

/** Filters combine to more texts than anybody needs at once: those that were not used for longest are let go. */
const MAX_STATEMENTS = 300;

/** A database file with its statements kept prepared. Every failure is SQLite's own error. */
export class Sqlite {
  readonly #db: Database;
  readonly #statements = new Map<string, Statement>();

  constructor(path: string) {
    this.#db = new sqlite.Database(path);
  }

  exec(sql: string): void {
    this.#db.exec(sql);
  }

  run(sql: string, values: readonly Value[] = []): void {
    this.#prepared(sql).run([...values]);
  }

  all(sql: string, values: readonly Value[] = []): Row[] {
    return this.#prepared(sql).all([...values]) as Row[];
  }

  get(sql: string, values: readonly Value[] = []): Row | undefined {
    // Not the library's own `get`: that leaves the statement in its middle, and no transaction can end then.
    return this.all(sql, values)[0];
  }

  /** All of `work` or nothing. */
  transaction<T>(work: () => T): T {
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#db.inTransaction) this.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    for (const statement of this.#statements.values()) statement.finalize();
    this.#statements.clear();
    this.#db.close();
  }

  #prepared(sql: string): Statement {
    const statement = this.#statements.get(sql) ?? this.#db.prepare(sql);
    // The one that was used last stands last.
    this.#statements.delete(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > MAX_STATEMENTS) {
      for (const [oldest, kept] of this.#statements) {
        // None is in its middle: each is run to its end.
        kept.finalize();
        this.#statements.delete(oldest);
        break;
      }
    }
    return statement;
  }
}
