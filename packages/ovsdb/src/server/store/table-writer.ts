/** Writes transactions into SQLite's tables, within a transaction of SQLite that the caller began. */
import type Sqlite from 'better-sqlite3';
import type { Statement } from 'better-sqlite3';
import type { RowText, TransactionText } from './stored-text.js';

type LongLog = Omit<TransactionText, 'inserted' | 'deleted' | 'changes'> & { readonly changes: Buffer };

export class TableWriter {
  readonly #insertRow: Statement<[number, number, string, number, string]>;
  readonly #deleteRow: Statement<[number]>;
  readonly #insertLog: Statement<[number, string, number, string, string, string]>;
  readonly #insertLongLog: Statement<[number, string, number, string, string, Buffer]>;

  constructor(sqlite: Sqlite.Database) {
    this.#insertRow = sqlite.prepare('INSERT INTO main.row (number, tbl, uuid, seq, data) VALUES (?, ?, ?, ?, ?)');
    this.#deleteRow = sqlite.prepare('DELETE FROM main.row WHERE number = ?');
    this.#insertLog = sqlite.prepare(
      'INSERT INTO main.txn (seq, id, time, comment, client, changes) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#insertLongLog = sqlite.prepare(
      'INSERT INTO main.txn (seq, id, time, comment, client, changes) VALUES (?, ?, ?, ?, ?, CAST(? AS TEXT))',
    );
  }

  write(transaction: TransactionText): void {
    for (const row of transaction.inserted) this.insertRow(transaction.seq, row);
    for (const number of transaction.deleted) this.deleteRow(number);
    this.log(transaction);
  }

  insertRow(seq: number, [number, table, uuid, data]: RowText): void {
    this.#insertRow.run(number, table, uuid, seq, data);
  }

  deleteRow(number: number): void {
    this.#deleteRow.run(number);
  }

  log({ seq, id, time, comment, client, changes }: Omit<TransactionText, 'inserted' | 'deleted'>): void {
    this.#insertLog.run(seq, id, time, comment, client, changes);
  }

  /** As `log`, for changes that are UTF-8 already. */
  longLog({ seq, id, time, comment, client, changes }: LongLog): void {
    this.#insertLongLog.run(seq, id, time, comment, client, changes);
  }
}
