import sqlite, { type Database, type Statement } from 'node-sqlite3-wasm';

export type Value = string | number | null;
export type Row = Record<string, Value>;

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
    const known = this.#statements.get(sql);
    if (known) return known;
    // The texts of queries come from a few building blocks; more than this is a caller's mistake, not a need.
    if (this.#statements.size >= 500) throw new Error('Too many different statements.');
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
