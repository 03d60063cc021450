/**
 * Keeps a database in SQLite: a batch of transactions is one SQLite transaction. The write-ahead log is synced here, not
 * by SQLite (log-sync.ts): with `synchronous = NORMAL` SQLite itself syncs around checkpoints only. Modified rows reach
 * their stored row later, in short pieces (`maintain`); until then the log has what they lack (database-file.ts). What
 * nobody needs any more goes in short pieces, too (`tidy`).
 */
import type { Statement } from 'better-sqlite3';
import { messageOf } from '#base';
import type { Database } from '../database.js';
import type { Store, StoredTransaction } from '../store.js';
import type { Table } from '../table.js';
import { Compaction } from './compaction.js';
import type { DatabaseFile } from './database-file.js';
import { loadRows } from './load.js';
import { LogReader } from './log-reader.js';
import { LogRetention, type Retention } from './log-retention.js';
import { changeLogText, rowDataText } from './log-text.js';

/** Rows written in one piece of maintenance. */
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
  readonly log: LogReader;
  readonly #file: DatabaseFile;
  /** Set when a sync failed: what is on the disk is not known any more. */
  #failure: string | undefined;
  readonly #retention: LogRetention;
  readonly #compaction: Compaction;
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #rollback: Statement;
  readonly #insertRow: Statement<[number, number, string, number, string]>;
  readonly #updateRow: Statement<[number, string, number]>;
  readonly #deleteRow: Statement<[number]>;
  readonly #insertLog: Statement<[number, string, number, string, string, string]>;
  readonly #deleteLog: Statement<[number]>;
  readonly #setMeta: Statement<[string, string]>;
  #seq = 0;
  #checkpoint: number;
  /** By row number, oldest debt first. */
  readonly #dirty = new Map<number, Dirty>();

  /** Loads the file into `database`, which is empty. */
  constructor(file: DatabaseFile, database: Database, retention: Retention) {
    const { sqlite } = file;
    this.#file = file;
    this.log = new LogReader(file, database);
    this.#retention = new LogRetention(sqlite, retention);
    this.#compaction = new Compaction(sqlite);
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
    this.#deleteLog = sqlite.prepare('DELETE FROM txn WHERE seq <= ?');
    this.#setMeta = sqlite.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)');
    this.#seq = loadRows(file, database).lastSeq;
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
    this.#retention.added(batch.length, bytes);
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

  /** Writes some rows that the log is ahead of. */
  maintain(): boolean {
    if (this.#dirty.size > 0) this.#writeDirty();
    return this.#dirty.size > 0;
  }

  tidy(now: number): boolean {
    if (this.#failure !== undefined) {
      this.#compaction.close();
      return false;
    }
    const isTrimming = this.#trimLog(now);
    return this.#compaction.piece() || isTrimming;
  }

  compact(done: (error?: Error) => void): void {
    this.#compaction.request(done);
  }

  close(): void {
    this.#compaction.close();
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

  #trimLog(now: number): boolean {
    const [oldestDebt] = this.#dirty.values();
    const upTo = oldestDebt === undefined ? this.#seq : oldestDebt.since - 1;
    const { last, hasMore } = this.#retention.trim(upTo, now, ({ seq, id }) => {
      this.#atomically(() => {
        this.#deleteLog.run(seq);
        this.#setMeta.run('base_id', id);
        this.#setMeta.run('checkpoint', String(upTo));
      });
    });
    if (last !== undefined) this.#checkpoint = upTo;
    return hasMore;
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
