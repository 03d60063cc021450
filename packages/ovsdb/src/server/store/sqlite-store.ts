/**
 * Keeps a database in SQLite: a batch of transactions is one SQLite transaction. The write-ahead log is synced here, not
 * by SQLite (log-sync.ts): with `synchronous = NORMAL` SQLite itself syncs around checkpoints only. Modified rows reach their stored row later, in short pieces (`maintain`); until then the log has
 * what they lack (database-file.ts).
 */
import type { Statement } from 'better-sqlite3';
import { messageOf } from '#base';
import type { Database } from '../database.js';
import type { Store, StoredTransaction } from '../store.js';
import type { Table } from '../table.js';
import type { DatabaseFile } from './database-file.js';
import { type LoggedTransaction, loadRows, type PastRows, type RecentLimits, readBack } from './load.js';
import { changeLogText, rowDataText } from './log-text.js';

export interface Retention {
  /** Transactions that the log keeps at least, if it has them. */
  readonly transactions: number;
  /** Bytes of changes above which older ones go. */
  readonly bytes: number;
}

export const RETENTION: Retention = { transactions: 100_000, bytes: 256 * 1024 * 1024 };

/** Rows written, and log entries dropped, in one piece of maintenance. */
const PIECE = 200;
/** Modified rows that may wait for their turn before commits write them along. */
const MAX_DIRTY = 20_000;

interface Dirty {
  readonly table: Table;
  readonly id: string;
  /** The first transaction that the stored row lacks. */
  readonly since: number;
}

export class SqliteStore implements Store {
  readonly #file: DatabaseFile;
  /** Set when a sync failed: what is on the disk is not known any more. */
  #failure: string | undefined;
  readonly #database: Database;
  readonly #retention: Retention;
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #rollback: Statement;
  readonly #insertRow: Statement<[number, number, string, number, string]>;
  readonly #updateRow: Statement<[number, string, number]>;
  readonly #deleteRow: Statement<[number]>;
  readonly #insertLog: Statement<[number, string, number, string, string, string]>;
  readonly #setMeta: Statement<[string, string]>;
  #seq = 0;
  #checkpoint: number;
  /** By row number, oldest debt first. */
  readonly #dirty = new Map<number, Dirty>();
  #logged = 0;
  #loggedBytes = 0;

  /** Loads the file into `database`, which is empty. */
  constructor(file: DatabaseFile, database: Database, retention: Retention) {
    const { sqlite } = file;
    this.#file = file;
    this.#database = database;
    this.#retention = retention;
    this.#checkpoint = file.checkpoint;
    this.#begin = sqlite.prepare('BEGIN IMMEDIATE');
    this.#commit = sqlite.prepare('COMMIT');
    this.#rollback = sqlite.prepare('ROLLBACK');
    this.#insertRow = sqlite.prepare('INSERT INTO row (number, tbl, uuid, seq, data) VALUES (?, ?, ?, ?, ?)');
    this.#updateRow = sqlite.prepare('UPDATE row SET seq = ?, data = ? WHERE number = ?');
    this.#deleteRow = sqlite.prepare('DELETE FROM row WHERE number = ?');
    this.#insertLog = sqlite.prepare(
      'INSERT INTO txn (seq, id, time, comment, client, changes) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#setMeta = sqlite.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)');
    this.#seq = loadRows(file, database).lastSeq;
    const size = sqlite
      .prepare<[], { n: number; bytes: number | null }>('SELECT count(*) AS n, sum(length(changes)) AS bytes FROM txn')
      .get();
    this.#logged = size?.n ?? 0;
    this.#loggedBytes = size?.bytes ?? 0;
  }

  syncsFast(): boolean {
    return this.#file.log.isFast();
  }

  sync(): void {
    try {
      this.#file.log.sync();
    } catch (error) {
      this.#failure = messageOf(error);
      throw error;
    }
  }

  syncLater(done: (error: Error | undefined) => void): void {
    this.#file.log.syncLater((error) => {
      if (error !== undefined) this.#failure = error.message;
      done(error);
    });
  }

  commit(batch: readonly StoredTransaction[]): void {
    if (this.#failure !== undefined) throw new Error(`no commits since the disk failed (${this.#failure})`);
    const firstSeq = this.#seq;
    const dirtied: [number, Dirty][] = [];
    let bytes = 0;
    this.#begin.run();
    try {
      for (const transaction of batch) bytes += this.#write(transaction, dirtied);
      this.#commit.run();
    } catch (error) {
      this.#seq = firstSeq;
      if (this.#file.sqlite.inTransaction) this.#rollback.run();
      throw error;
    }
    this.#logged += batch.length;
    this.#loggedBytes += bytes;
    for (const [number, dirty] of dirtied) if (!this.#dirty.has(number)) this.#dirty.set(number, dirty);
    for (const { changes } of batch) {
      for (const { before, after } of changes) if (after === undefined) this.#dirty.delete(before!.number);
    }
    if (this.#dirty.size > MAX_DIRTY) this.maintain();
  }

  #write({ id, time, comment, client, changes }: StoredTransaction, dirtied: [number, Dirty][]): number {
    const seq = ++this.#seq;
    let log = '[';
    for (const change of changes) {
      const { table, before, after } = change;
      const text = changeLogText(change);
      if (text === undefined) continue;
      log += log === '[' ? text : `,${text}`;
      if (before === undefined)
        this.#insertRow.run(after!.number, table.number, after!.id, seq, rowDataText(table, after!));
      else if (after === undefined) this.#deleteRow.run(before.number);
      else dirtied.push([after.number, { table, id: after.id, since: seq }]);
    }
    log += ']';
    this.#insertLog.run(seq, id, time, comment, client, log);
    return log.length;
  }

  readBack(past: PastRows, limits: RecentLimits): Iterable<LoggedTransaction> {
    return readBack(this.#file, this.#database, past, limits);
  }

  /** Writes some rows that the log is ahead of, or drops some of the log's oldest entries. */
  maintain(): boolean {
    if (this.#dirty.size > 0) this.#writeDirty();
    else if (this.#isLogLong()) this.#trimLog();
    return this.#dirty.size > 0 || this.#isLogLong();
  }

  close(): void {
    while (this.#dirty.size > 0) this.#writeDirty();
    this.#file.close();
  }

  #writeDirty(): void {
    const written: number[] = [];
    this.#atomically(() => {
      for (const [number, { table, id }] of this.#dirty) {
        if (written.length >= PIECE) break;
        const row = table.rows.get(id);
        if (row !== undefined) this.#updateRow.run(this.#seq, rowDataText(table, row), number);
        written.push(number);
      }
      let since = this.#seq + 1;
      let skipped = 0;
      for (const { since: first } of this.#dirty.values()) {
        if (skipped++ < written.length) continue;
        since = first;
        break;
      }
      this.#checkpoint = since - 1;
      this.#setMeta.run('checkpoint', String(this.#checkpoint));
    });
    for (const number of written) this.#dirty.delete(number);
  }

  #isLogLong(): boolean {
    const { transactions, bytes } = this.#retention;
    return this.#logged > transactions + PIECE || (this.#loggedBytes > bytes && this.#logged > 1);
  }

  #trimLog(): void {
    const { sqlite } = this.#file;
    const oldest = sqlite
      .prepare<[number, number], { seq: number; id: string; size: number }>(
        'SELECT seq, id, length(changes) AS size FROM txn WHERE seq <= ? ORDER BY seq LIMIT ?',
      )
      .all(this.#checkpoint, PIECE);
    const last = oldest.at(-1);
    if (last === undefined) return;
    this.#atomically(() => {
      sqlite.prepare<[number]>('DELETE FROM txn WHERE seq <= ?').run(last.seq);
      this.#setMeta.run('base_id', last.id);
    });
    this.#logged -= oldest.length;
    for (const { size } of oldest) this.#loggedBytes -= size;
  }

  #atomically(work: () => void): void {
    this.#begin.run();
    try {
      work();
      this.#commit.run();
    } catch (error) {
      if (this.#file.sqlite.inTransaction) this.#rollback.run();
      throw error;
    }
  }
}
