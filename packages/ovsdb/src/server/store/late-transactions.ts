/** The transactions that stand in the commit log of a database, and not in SQLite's tables yet: who opens a file adds them. */

import { isCutOff, readCommitLog } from './commit-log.js';
import { type Continuation, readRecords, sealOf } from './commit-record.js';
import type { SqliteDatabase } from './sqlite.js';
import type { RowText, TransactionText } from './stored-text.js';
import { TableWriter } from './table-writer.js';

/** Gives the tables what a server that did not end orderly left in the commit log only. */
export function recover(sqlite: SqliteDatabase, transactions: readonly TransactionText[]): void {
  if (transactions.length === 0) return;
  const writer = new TableWriter(sqlite);
  sqlite.transaction(() => {
    for (const transaction of transactions) writer.write(transaction);
  })();
}

/**
 * For who reads only: lays temporary views with the late transactions over the tables, in the transaction that SQLite is in.
 * False when a server has moved some of them from the one file to the other between the looks at both.
 */
export function addLate(sqlite: SqliteDatabase, place: string): boolean {
  const { transactions, isGap } = lateTransactions(sqlite, place);
  if (isGap) return false;
  if (transactions.length === 0) return true;
  sqlite.exec(`
    CREATE TEMP TABLE late_txn AS SELECT * FROM main.txn LIMIT 0;
    CREATE TEMP TABLE late_row AS SELECT * FROM main.row LIMIT 0;
    CREATE TEMP TABLE gone (number INTEGER PRIMARY KEY)`);
  const log = sqlite.prepare('INSERT INTO late_txn VALUES (?, ?, ?, ?, ?, ?, NULL, NULL, NULL)');
  const rows = new Map<number, { readonly row: RowText; readonly seq: number }>();
  const gone = sqlite.prepare('INSERT INTO gone VALUES (?)');
  for (const { seq, id, time, comment, client, changes, inserted, deleted } of transactions) {
    log.run(seq, id, time, comment, client, changes);
    for (const row of inserted) rows.set(row[0], { row, seq });
    for (const number of deleted) if (!rows.delete(number)) gone.run(number);
  }
  const insert = sqlite.prepare('INSERT INTO late_row VALUES (?, ?, ?, ?, ?, NULL)');
  for (const { row, seq } of rows.values()) insert.run(row[0], row[1], row[2], seq, row[3]);
  sqlite.exec(`
    CREATE TEMP VIEW txn AS SELECT * FROM main.txn UNION ALL SELECT * FROM late_txn;
    CREATE TEMP VIEW row AS SELECT * FROM main.row WHERE number NOT IN (SELECT number FROM gone)
      UNION ALL SELECT * FROM late_row`);
  return true;
}

/** The records of the commit log that follow what the tables hold. `place`: the file, links followed. */
export function lateTransactions(sqlite: SqliteDatabase, place: string): Continuation {
  const last = sqlite
    .prepare<[], { seq: number; id: string }>('SELECT seq, id FROM txn ORDER BY seq DESC LIMIT 1')
    .get();
  const meta = (name: string) =>
    sqlite.prepare<[string], { value: string }>('SELECT value FROM meta WHERE name = ?').get(name)?.value;
  // After the look at the tables: what leaves the log meanwhile leaves a gap that shows.
  const log = readCommitLog(place);
  const found = readRecords(
    log,
    sealOf(meta('identity') ?? ''),
    last?.seq ?? Number(meta('checkpoint') ?? 0),
    last?.id ?? meta('base_id') ?? '',
  );
  return { ...found, isGap: found.isGap || isCutOff(log) };
}
