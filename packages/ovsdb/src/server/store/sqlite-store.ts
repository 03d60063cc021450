/**
 * Keeps a database in SQLite. A batch of transactions is first one record of the commit log (commit-log.ts); SQLite gets it
 * later, many batches at a time. Large batches go into SQLite at once. Modified rows reach their stored row later still, in
 * short pieces (`maintain`); until then SQLite's log of transactions has what they lack (database-file.ts). What nobody
 * needs any more goes in short pieces, too (`tidy`).
 */

import { mapped, messageOf } from '#base';
import type { Database } from '../database.js';
import type { Store, StoredTransaction } from '../store.js';
import type { Table } from '../table.js';
import { BulkWrite, isBulk } from './bulk-write.js';
import { CheckpointThread } from './checkpoint-thread.js';
import { metaSum, rowSum, rowText } from './checksums.js';
import { recordBody } from './commit-record.js';
import { Compaction } from './compaction.js';
import type { DatabaseFile } from './database-file.js';
import { DroppedParts } from './dropped-parts.js';
import { loadRows } from './load.js';
import { LogReader } from './log-reader.js';
import { LogRetention, type Retention } from './log-retention.js';
import { rowDataText } from './log-text.js';
import type { Statement } from './sqlite.js';
import { type TransactionText, transactionText } from './stored-text.js';
import { TableWriter } from './table-writer.js';

/** Rows written in one piece of maintenance. */
const PIECE = 100;
/** Modified rows that may wait for their turn before commits write them along. */
const MAX_DIRTY = 20_000;
/** Transactions that SQLite may lack before commits hand some over. */
const MAX_PENDING = 3000;
/** Transactions handed over in one piece of maintenance: a millisecond or two. */
const HAND_OVER = 100;

interface Dirty {
  readonly table: Table;
  readonly id: string;
  /** The first transaction that the stored row lacks. */
  readonly since: number;
}

export class SqliteStore implements Store {
  readonly #log: LogReader;
  readonly #file: DatabaseFile;
  /** Set when a sync failed: what is on the disk is not known any more. */
  #failure: string | undefined;
  readonly #retention: LogRetention;
  readonly #droppedParts: DroppedParts;
  readonly #compaction: Compaction;
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #rollback: Statement;
  readonly #writer: TableWriter;
  readonly #updateRow: Statement<[number, string, number, number]>;
  readonly #deleteLog: Statement<[number]>;
  readonly #setMeta: Statement<[string, string, number]>;
  #seq = 0;
  /** The id of the newest transaction. */
  #lastId: string;
  /** In the commit log, and not in SQLite yet. */
  #pending: TransactionText[] = [];
  /** How many of them, at the end, wait for their sync. */
  #unsynced = 0;
  #checkpoint: number;
  /** A large batch on its way into SQLite, which takes nothing else before it is done. */
  #bulk: BulkWrite | undefined;
  readonly #checkpointing: CheckpointThread;
  /** By row number, oldest debt first. */
  readonly #dirty = new Map<number, Dirty>();

  /** Loads the file into `database`, which is empty. */
  constructor(file: DatabaseFile, database: Database, retention: Retention) {
    const { sqlite } = file;
    this.#file = file;
    this.#log = new LogReader(file, database);
    this.#retention = new LogRetention(sqlite, retention);
    this.#droppedParts = new DroppedParts(sqlite);
    this.#compaction = new Compaction(sqlite);
    this.#checkpointing = new CheckpointThread(sqlite, file.path);
    this.#checkpoint = file.checkpoint;
    this.#begin = sqlite.prepare('BEGIN IMMEDIATE');
    this.#commit = sqlite.prepare('COMMIT');
    this.#rollback = sqlite.prepare('ROLLBACK');
    this.#writer = new TableWriter(sqlite);
    this.#updateRow = sqlite.prepare('UPDATE main.row SET seq = ?, data = ?, sum = ? WHERE number = ?');
    this.#deleteLog = sqlite.prepare('DELETE FROM main.txn WHERE seq <= ?');
    this.#setMeta = sqlite.prepare('INSERT OR REPLACE INTO meta (name, value, sum) VALUES (?, ?, ?)');
    const { lastSeq, behind } = loadRows(file, database);
    this.#seq = lastSeq;
    // What the last process still owed its rows is owed by this one: until then the log must keep it.
    for (const { number, table, id, since } of behind) this.#dirty.set(number, { table, id, since });
    this.#lastId =
      sqlite.prepare<[], { id: string }>('SELECT id FROM txn ORDER BY seq DESC LIMIT 1').get()?.id ?? file.baseId;
  }

  syncsFast(): boolean {
    return this.#bulk === undefined && this.#file.log.isFast();
  }

  sync(): void {
    this.#finishBulk();
    try {
      this.#file.log.sync();
      this.#unsynced = 0;
    } catch (error) {
      this.#failure = messageOf(error);
      throw error;
    }
  }

  syncLater(done: (error: Error | undefined) => void): void {
    const bulk = this.#bulk;
    if (bulk === undefined) {
      this.#syncLater(done);
      return;
    }
    setImmediate(() => {
      // What was flushed meanwhile is for nobody any more.
      if (this.#bulk !== bulk) return;
      try {
        if (bulk.slice()) {
          this.syncLater(done);
          return;
        }
        this.#bulk = undefined;
      } catch (error) {
        this.#bulk = undefined;
        this.#checkpointing.undo();
        done(new Error(messageOf(error)));
        return;
      }
      this.#syncLater((error) => {
        done(error);
        this.#checkpointing.start();
      });
    });
  }

  #syncLater(done: (error: Error | undefined) => void): void {
    this.#file.log.syncLater((error) => {
      if (error !== undefined) this.#failure = error.message;
      else this.#unsynced = 0;
      done(error);
    });
  }

  commit(batch: readonly StoredTransaction[]): void {
    if (this.#failure !== undefined)
      throw new Error(`no commits since the disk failed (${this.#failure}): start the server again`);
    this.#finishBulk();
    if (isBulk(batch)) {
      this.#beginBulk(batch);
      return;
    }
    const modified = new Map<number, Dirty>();
    let seq = this.#seq;
    const texts = mapped(batch, (transaction) =>
      transactionText(transaction, ++seq, ({ table, after }) => {
        if (after !== undefined && !modified.has(after.number))
          modified.set(after.number, { table, id: after.id, since: seq });
      }),
    );
    const most = this.#file.log.isFilling ? PIECE : MAX_PENDING;
    this.#handOver(this.#pending.length > most ? PIECE : 0);
    if (this.#dirty.size > MAX_DIRTY) this.#writeDirty(batch);
    this.#keep(texts);
    this.#seq = seq;
    this.#lastId = texts.at(-1)?.id ?? this.#lastId;
    let bytes = 0;
    for (const { changes } of texts) bytes += changes.length;
    this.#retention.added(texts.length, bytes);
    for (const [number, dirty] of modified) if (!this.#dirty.has(number)) this.#dirty.set(number, dirty);
    for (const { deleted } of texts) for (const number of deleted) this.#dirty.delete(number);
  }

  /** Has a large batch written into SQLite by the next sync. */
  #beginBulk(batch: readonly StoredTransaction[]): void {
    const { log, sqlite } = this.#file;
    this.#handOver(this.#pending.length);
    log.restart();
    this.#bulk = new BulkWrite(sqlite, this.#writer, batch, this.#seq, {
      modified: ({ table, after }, since) => {
        if (after !== undefined && !this.#dirty.has(after.number))
          this.#dirty.set(after.number, { table, id: after.id, since });
      },
      deleted: (number) => this.#dirty.delete(number),
      committing: (bytes) => {
        // In one go nobody is served anyway.
        if (this.#bulk !== undefined) this.#checkpointing.defer(bytes);
      },
      written: ({ seq, id }, count, bytes) => {
        this.#seq = seq;
        this.#lastId = id;
        log.stageReached(seq);
        this.#retention.added(count, bytes);
      },
    });
  }

  #finishBulk(): void {
    const bulk = this.#bulk;
    this.#bulk = undefined;
    bulk?.finish();
  }

  /** Puts transactions into the commit log, or into SQLite when that has no room for them. */
  #keep(texts: readonly TransactionText[]): void {
    const { log } = this.#file;
    const body = recordBody(this.#lastId, texts);
    if (!log.stage(body)) {
      this.#handOver(this.#pending.length);
      log.restart();
      if (!log.stage(body)) {
        this.#atomically(() => {
          for (const text of texts) this.#writer.write(text);
        });
        log.stageReached(texts.at(-1)?.seq ?? this.#seq);
        return;
      }
    }
    this.#pending.push(...texts);
    this.#unsynced = texts.length;
  }

  /** Gives SQLite what is durable already, or much of it. True when that was all there is. */
  #handOverSynced(): boolean {
    this.#handOver(Math.min(HAND_OVER, this.#pending.length - this.#unsynced));
    return this.#pending.length === 0;
  }

  /** Gives SQLite the oldest transactions that it lacks. */
  #handOver(count: number): void {
    if (count <= 0 || this.#pending.length === 0) return;
    this.#atomically(() => {
      for (const text of this.#pending.slice(0, count)) this.#writer.write(text);
    });
    this.#pending.splice(0, count);
    this.#file.log.ease();
  }

  /** All that was committed. */
  get log(): LogReader {
    this.#handOver(this.#pending.length);
    return this.#log;
  }

  /** Gives SQLite what it lacks, and writes some rows that the log is ahead of. */
  maintain(): boolean {
    if (this.#failure !== undefined || this.#bulk !== undefined) return false;
    if (!this.#handOverSynced()) return true;
    if (this.#dirty.size > 0) this.#writeDirty([]);
    return this.#dirty.size > 0;
  }

  tidy(now: number): boolean {
    // At the next look.
    if (this.#bulk !== undefined || this.#checkpointing.isRunning) return false;
    if (this.#failure !== undefined) {
      this.#compaction.close();
      return false;
    }
    let isTrimming: boolean;
    try {
      // What is dropped must not be what the rows in SQLite still lack.
      if (!this.#handOverSynced()) return true;
      isTrimming = this.#trimLog(now);
    } catch (error) {
      this.#compaction.fail(error);
      throw error;
    }
    const hasMore = this.#compaction.piece() || isTrimming;
    if (hasMore) this.#file.log.ease();
    return hasMore;
  }

  compact(done: (error?: Error) => void): void {
    this.#compaction.request(done);
  }

  close(): void {
    this.#bulk?.abandon();
    this.#bulk = undefined;
    this.#checkpointing.wait();
    this.#compaction.close();
    const isSound = this.#failure === undefined;
    try {
      if (isSound) this.#handOver(this.#pending.length);
      while (isSound && !this.#file.sqlite.readonly && this.#dirty.size > 0) this.#writeDirty([]);
    } finally {
      this.#file.close(isSound && this.#pending.length === 0);
    }
  }

  /** Writes the oldest of the dirty rows, but for those of transactions that are not stored yet. */
  #writeDirty(unstored: readonly StoredTransaction[]): void {
    this.#handOver(this.#pending.length);
    const untouched = new Set(unstored.flatMap(({ changes }) => changes.map(({ id }) => id)));
    const written = new Set<number>();
    this.#atomically(() => {
      for (const [number, { table, id }] of this.#dirty) {
        if (written.size >= PIECE) break;
        if (untouched.has(id)) continue;
        const row = table.rows.get(id);
        if (row !== undefined) {
          const data = rowDataText(table, row);
          const sum = rowSum(rowText(number, table.number, id, this.#seq, data));
          this.#updateRow.run(this.#seq, data, sum, number);
        }
        written.add(number);
      }
      this.#checkpoint = this.#seq;
      for (const [number, { since }] of this.#dirty) {
        if (written.has(number)) continue;
        this.#checkpoint = since - 1;
        break;
      }
      this.#writeMeta('checkpoint', String(this.#checkpoint));
    });
    for (const number of written) this.#dirty.delete(number);
  }

  #trimLog(now: number): boolean {
    const [oldestDebt] = this.#dirty.values();
    const upTo = oldestDebt === undefined ? this.#seq : oldestDebt.since - 1;
    const { last, hasMore } = this.#retention.trim(upTo, now, ({ seq, id }) => {
      this.#atomically(() => {
        this.#deleteLog.run(seq);
        this.#writeMeta('base_id', id);
        this.#writeMeta('checkpoint', String(upTo));
      });
    });
    if (last !== undefined) {
      this.#checkpoint = upTo;
      this.#droppedParts.note();
    }
    return hasMore || this.#droppedParts.piece();
  }

  #writeMeta(name: string, value: string): void {
    this.#setMeta.run(name, value, metaSum(name, value));
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
