/** Writes transactions into SQLite's tables, within a transaction of SQLite that the caller began. */
import type Sqlite from 'better-sqlite3';
import type { Statement } from 'better-sqlite3';
import type { TransactionText } from './stored-text.js';

export class TableWriter {
  readonly #insertRow: Statement<[number, number, string, number, string]>;
  readonly #deleteRow: Statement<[number]>;
  readonly #insertLog: Statement<[number, string, number, string, string, string]>;

  constructor(sqlite: Sqlite.Database) {
    this.#insertRow = sqlite.prepare('INSERT INTO main.row (number, tbl, uuid, seq, data) VALUES (?, ?, ?, ?, ?)');
    this.#deleteRow = sqlite.prepare('DELETE FROM main.row WHERE number = ?');
    this.#insertLog = sqlite.prepare(
      'INSERT INTO main.txn (seq, id, time, comment, client, changes) VALUES (?, ?, ?, ?, ?, ?)',
    );
  }

  write({ seq, id, time, comment, client, changes, inserted, deleted }: TransactionText): void {
    for (const [number, table, uuid, data] of inserted) this.#insertRow.run(number, table, uuid, seq, data);
    for (const number of deleted) this.#deleteRow.run(number);
    this.#insertLog.run(seq, id, time, comment, client, changes);
  }
}
