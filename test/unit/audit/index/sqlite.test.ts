import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Sqlite } from '../../../../src-main/audit/index/sqlite.ts';
import { tempDir } from '../../../support/audit.ts';

it('more different statements than are kept are prepared anew, in a transaction too', () => {
  const db = new Sqlite(join(tempDir(), 'a.db'));
  db.exec('CREATE TABLE t(n)');
  const ask = (n: number): unknown => db.get(`SELECT ${n} + count(*) AS n FROM t`)?.['n'];
  for (let n = 0; n < 1_000; n++) expect(ask(n)).toBe(n);
  db.transaction(() => {
    for (let n = 0; n < 1_000; n++) {
      db.run(`INSERT INTO t VALUES(${n})`);
      expect(ask(0)).toBe(n + 1);
    }
  });
  expect(ask(0)).toBe(1_000);
  db.close();
});
