import { expect, test } from '@jest/globals';
import { Sqlite, sqliteCode } from './sqlite.js';

function faultOf(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

test('the release of better-sqlite3 for this Node runs, and tells what its faults are', () => {
  const sqlite = new Sqlite(':memory:');
  sqlite.exec('CREATE TABLE t (x INTEGER PRIMARY KEY)');
  const insert = sqlite.prepare('INSERT INTO t VALUES (?)');
  insert.run(1);
  expect(sqlite.prepare('SELECT x FROM t').all()).toEqual([{ x: 1 }]);
  expect(sqliteCode(faultOf(() => insert.run(1)))).toBe('SQLITE_CONSTRAINT_PRIMARYKEY');
  sqlite.close();
});

test.each([new Error('other'), Object.assign(new Error('full'), { code: 'ENOSPC' }), 'text', undefined])(
  '%p is no fault of SQLite',
  (error) => {
    expect(sqliteCode(error)).toBeUndefined();
  },
);
