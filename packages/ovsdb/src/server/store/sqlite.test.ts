import { expect, test } from '@jest/globals';
import { Sqlite } from './sqlite.js';

test('the release of better-sqlite3 for this Node runs, and its errors are known by their class', () => {
  const sqlite = new Sqlite(':memory:');
  sqlite.exec('CREATE TABLE t (x INTEGER PRIMARY KEY)');
  const insert = sqlite.prepare('INSERT INTO t VALUES (?)');
  insert.run(1);
  expect(() => insert.run(1)).toThrow(Sqlite.SqliteError);
  expect(sqlite.prepare('SELECT x FROM t').all()).toEqual([{ x: 1 }]);
  sqlite.close();
});
