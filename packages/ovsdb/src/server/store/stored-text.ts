/**
 * A transaction as it goes into the store: every part is text already. It goes into the commit log as one record
 * (commit-record.ts), and into SQLite's tables (table-writer.ts), at once or later.
 */
import { flat } from '#base';
import type { StoredTransaction } from '../store.js';
import type { EntryHead } from './checksums.js';
import { changeLogText, rowDataText } from './log-text.js';

export type RowText = readonly [number: number, table: number, uuid: string, data: string];

export interface TransactionText extends EntryHead {
  /** What the log says of it (log-text.ts). */
  readonly changes: string;
  readonly inserted: readonly RowText[];
  /** Numbers of the rows that went. */
  readonly deleted: readonly number[];
}

/** Writes a transaction as text. `onModified` is told the number, table and uuid of each row whose stored form is now old. */
export function transactionText(
  { id, time, comment, client, changes }: StoredTransaction,
  seq: number,
  onModified: (change: StoredTransaction['changes'][number]) => void,
): TransactionText {
  const inserted: RowText[] = [];
  const deleted: number[] = [];
  let log = '[';
  for (const change of changes) {
    const { table, before, after } = change;
    const text = changeLogText(change);
    if (text === undefined) continue;
    log += log === '[' ? text : `,${text}`;
    if (after === undefined) {
      if (before !== undefined) deleted.push(before.number);
    } else if (before === undefined) {
      inserted.push([after.number, table.number, after.id, flat(rowDataText(table, after))]);
    } else onModified(change);
  }
  log += ']';
  return { seq, id, time, comment, client, changes: flat(log), inserted, deleted };
}
