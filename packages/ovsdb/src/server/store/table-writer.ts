/** Writes transactions into SQLite's tables, within a transaction of SQLite that the caller began. */

import { type EntryHead, entrySum, longEntrySum, partSum, rowSum, rowText } from './checksums.js';
import type { SqliteDatabase, Statement } from './sqlite.js';
import type { RowText, TransactionText } from './stored-text.js';

export class TableWriter {
  readonly #insertRow: Statement<[number, number, string, number, string, number]>;
  readonly #deleteRow: Statement<[number]>;
  readonly #insertLog: Statement<[number, string, number, string, string, string, number]>;
  readonly #insertLongLog: Statement<[number, string, number, string, string, number, number, number]>;
  readonly #insertPart: Statement<[number, number, string, number]>;

  constructor(sqlite: SqliteDatabase) {
    this.#insertRow = sqlite.prepare(
      'INSERT INTO main.row (number, tbl, uuid, seq, data, sum) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#deleteRow = sqlite.prepare('DELETE FROM main.row WHERE number = ?');
    this.#insertLog = sqlite.prepare(
      'INSERT INTO main.txn (seq, id, time, comment, client, changes, sum) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#insertLongLog = sqlite.prepare(
      "INSERT INTO main.txn (seq, id, time, comment, client, changes, parts, bytes, sum) VALUES (?, ?, ?, ?, ?, '', ?, ?, ?)",
    );
    this.#insertPart = sqlite.prepare('INSERT INTO main.txn_part (seq, part, changes, sum) VALUES (?, ?, ?, ?)');
  }

  write(transaction: TransactionText): void {
    for (const row of transaction.inserted) this.insertRow(transaction.seq, row);
    for (const number of transaction.deleted) this.deleteRow(number);
    this.log(transaction);
  }

  insertRow(seq: number, [number, table, uuid, data]: RowText): void {
    this.#insertRow.run(number, table, uuid, seq, data, rowSum(rowText(number, table, uuid, seq, data)));
  }

  deleteRow(number: number): void {
    this.#deleteRow.run(number);
  }

  log(entry: Omit<TransactionText, 'inserted' | 'deleted'>): void {
    const { seq, id, time, comment, client, changes } = entry;
    this.#insertLog.run(seq, id, time, comment, client, changes, entrySum(entry, changes));
  }

  /** A part, counted from 0, of what the log says of a transaction. `changes`: a list of its own. */
  logPart(seq: number, part: number, changes: string): void {
    this.#insertPart.run(seq, part, changes, partSum(seq, part, changes));
  }

  /** As `log`, for one of so many parts of so many bytes in all. */
  longLog(head: EntryHead, parts: number, bytes: number): void {
    const { seq, id, time, comment, client } = head;
    this.#insertLongLog.run(seq, id, time, comment, client, parts, bytes, longEntrySum(head, parts, bytes));
  }
}
