/**
 * Writes a very large batch of transactions into SQLite in slices of some milliseconds, so that others are served between: one
 * transaction of SQLite, which is committed with the last slice or leaves nothing. Nothing else may use the connection for
 * writing meanwhile. Rows are made into text slice by slice, too: all of it is never in memory.
 */

import { flat } from '#base';
import type { Change } from '../change.js';
import { finish, type Steps } from '../steps.js';
import type { StoredTransaction } from '../store.js';
import { changeLogText, rowDataText } from './log-text.js';
import type { SqliteDatabase } from './sqlite.js';
import type { TableWriter } from './table-writer.js';

/** Changed rows from which a batch is written in slices; */
const BULK_ROWS = 2000;
/** and from which it is when they are long: more than the commit log takes. */
const SOME_ROWS = 100;
const BULK_BYTES = 256 * 1024;
/** Rows that are looked at to see how long all are. */
const SAMPLES = 8;
const SLICE_MS = 5;
/** Characters of the log that are a part of their own (log-entry.ts). */
const PART = 64 * 1024;
/** Rows between looks at the clock. */
const STEP = 16;

export interface BulkEvents {
  /** The stored form of this row is now old, from transaction `seq` on. */
  modified(change: Change, seq: number): void;
  deleted(row: number): void;
  /** It is about to be committed. `bytes`: what was written of it, roughly. */
  committing(bytes: number): void;
  /** All of it is in SQLite: the number and id of the last transaction, how many they were, and the bytes of their log. */
  written(last: { readonly seq: number; readonly id: string }, count: number, bytes: number): void;
}

/** Whether a batch is worth slices. */
export function isBulk(batch: readonly StoredTransaction[]): boolean {
  let rows = 0;
  let largest: readonly Change[] = [];
  for (const { changes } of batch) {
    rows += changes.length;
    if (changes.length > largest.length) largest = changes;
  }
  if (rows >= BULK_ROWS) return true;
  if (rows < SOME_ROWS) return false;
  let sample = 0;
  for (let i = 0; i < SAMPLES; i++) {
    const change = largest[Math.floor((i * largest.length) / SAMPLES)]!;
    // Of a modified row only the log is written now.
    const { table, before, after } = change;
    const text = before === undefined ? rowDataText(table, after!) : changeLogText(change);
    sample += text?.length ?? 0;
  }
  return (sample / SAMPLES) * rows > BULK_BYTES;
}

export class BulkWrite {
  readonly #sqlite: SqliteDatabase;
  readonly #writer: TableWriter;
  readonly #batch: readonly StoredTransaction[];
  readonly #events: BulkEvents;
  #seq: number;
  #logBytes = 0;
  #rowBytes = 0;
  readonly #steps = this.#run();
  #isCommitted = false;
  /** What the log is to say of the transaction under way: the changes since the last part, the parts before, and their bytes. */
  #log = '';
  #parts = 0;
  #partBytes = 0;
  /** Told once all is written: nothing may be noted of a batch that fails. */
  readonly #modified: (readonly [change: Change, seq: number])[] = [];
  readonly #deleted: number[] = [];

  /** `seq`: of the transaction before the first one. */
  constructor(
    sqlite: SqliteDatabase,
    writer: TableWriter,
    batch: readonly StoredTransaction[],
    seq: number,
    events: BulkEvents,
  ) {
    this.#sqlite = sqlite;
    this.#writer = writer;
    this.#batch = batch;
    this.#seq = seq + 1;
    this.#events = events;
  }

  /** Does a slice; true when there is more. Throws when SQLite refuses: then nothing was written. */
  slice(): boolean {
    const until = performance.now() + SLICE_MS;
    return this.#write(() => performance.now() > until);
  }

  /** Does all that is left. Throws as `slice` does. */
  finish(): void {
    this.#write(() => false);
  }

  /** Takes everything back, unless it is in SQLite already. */
  abandon(): void {
    if (this.#sqlite.inTransaction) this.#sqlite.exec('ROLLBACK');
    if (this.#isCommitted) finish(this.#steps);
  }

  #write(isOver: () => boolean): boolean {
    try {
      while (this.#steps.next().done !== true) if (isOver()) return true;
      return false;
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  *#run(): Steps<void> {
    this.#sqlite.exec('BEGIN IMMEDIATE');
    let count = 0;
    for (const transaction of this.#batch) {
      for (const change of transaction.changes) {
        this.#add(change);
        if (++count % STEP === 0) yield;
      }
      this.#end(transaction);
      yield;
    }
    this.#events.committing(this.#logBytes + this.#rowBytes);
    this.#sqlite.exec('COMMIT');
    this.#isCommitted = true;
    yield;
    yield* this.#tell();
  }

  #add(change: Change): void {
    const { table, before, after } = change;
    const text = changeLogText(change);
    if (text === undefined) return;
    this.#log += this.#log === '' ? text : `,${text}`;
    if (this.#log.length > PART) this.#endPart();
    if (after === undefined) {
      if (before === undefined) return;
      this.#writer.deleteRow(before.number);
      this.#deleted.push(before.number);
    } else if (before === undefined) {
      const data = rowDataText(table, after);
      this.#writer.insertRow(this.#seq, [after.number, table.number, after.id, data]);
      this.#rowBytes += data.length;
    } else this.#modified.push([change, this.#seq]);
  }

  #endPart(): void {
    const text = flat(`[${this.#log}]`);
    this.#writer.logPart(this.#seq, this.#parts++, text);
    this.#partBytes += Buffer.byteLength(text);
    this.#log = '';
  }

  #end({ id, time, comment, client }: StoredTransaction): void {
    const head = { seq: this.#seq, id, time, comment, client };
    if (this.#parts === 0) {
      const changes = flat(`[${this.#log}]`);
      this.#writer.log({ ...head, changes });
      this.#logBytes += Buffer.byteLength(changes);
    } else {
      if (this.#log !== '') this.#endPart();
      this.#writer.longLog(head, this.#parts, this.#partBytes);
      this.#logBytes += this.#partBytes;
    }
    this.#log = '';
    this.#parts = 0;
    this.#partBytes = 0;
    this.#seq++;
  }

  /** Notes what is now in SQLite. */
  *#tell(): Steps<void> {
    let count = 0;
    for (const [change, seq] of this.#modified) {
      this.#events.modified(change, seq);
      if (++count % STEP === 0) yield;
    }
    for (const number of this.#deleted) {
      this.#events.deleted(number);
      if (++count % STEP === 0) yield;
    }
    const { id } = this.#batch.at(-1)!;
    this.#events.written({ seq: this.#seq - 1, id }, this.#batch.length, this.#logBytes);
  }
}
