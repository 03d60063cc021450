/**
 * An entry of the log of transactions as SQLite holds it. What a transaction changed is one text (log-text.ts), or, of one that
 * changed very much, many parts: neither writing nor reading them has to be done in one go, and no text is longer than a
 * string or a value of SQLite can be.
 */
import { checkSum, type EntryHead, entrySum, longEntrySum, partSum } from './checksums.js';
import type { SqliteDatabase, Statement } from './sqlite.js';

/** A row of `txn`. */
export interface StoredEntry extends EntryHead {
  /** Empty when there are parts. */
  readonly changes: string;
  readonly sum: number | null;
  /** How many parts there are, and their bytes; null when there are none. */
  readonly parts: number | null;
  readonly bytes: number | null;
}

export const ENTRY_COLUMNS = 'seq, id, time, comment, client, changes, sum, parts, bytes';
/** Bytes of what an entry says was changed. */
export const ENTRY_BYTES = 'coalesce(bytes, octet_length(changes))';

/** A transaction as it stands in the log. */
export interface LogEntry extends EntryHead {
  /** Bytes, or roughly, of its changes. */
  readonly size: number;
  /**
   * Its changes, some in each text, each of them a list of the form of log-text.ts; parts are read as they are asked for. Throws when
   * one is damaged, `EntryGone` when the entry has been dropped meanwhile.
   */
  readonly texts: () => Iterable<string>;
}

/** The log does not reach back to an entry any more. */
export class EntryGone extends Error {}

interface StoredPart {
  readonly changes: string;
  readonly sum: number;
}

export class EntryReader {
  readonly #part: Statement<[number, number], StoredPart>;
  readonly #isThere: Statement<[number], { seq: number }>;

  constructor(sqlite: SqliteDatabase) {
    this.#part = sqlite.prepare('SELECT changes, sum FROM txn_part WHERE seq = ? AND part = ?');
    this.#isThere = sqlite.prepare('SELECT seq FROM txn WHERE seq = ?');
  }

  /** Throws when the entry is damaged. */
  read(stored: StoredEntry): LogEntry {
    const { seq, id, time, comment, client, changes, sum, parts, bytes } = stored;
    const isLong = parts !== null && bytes !== null;
    checkSum(`transaction ${seq} of the log`, sum, () =>
      isLong ? longEntrySum(stored, parts, bytes) : entrySum(stored, changes),
    );
    return {
      seq,
      id,
      time,
      comment,
      client,
      size: bytes ?? changes.length,
      texts: () => (isLong ? this.#parts(seq, parts) : [changes]),
    };
  }

  *#parts(seq: number, count: number): Iterable<string> {
    for (let part = 0; part < count; part++) {
      const stored = this.#part.get(seq, part);
      const what = `part ${part} of transaction ${seq} of the log`;
      if (stored === undefined) {
        if (this.#isThere.get(seq) === undefined) throw new EntryGone(`${what} is not kept any more`);
        throw new Error(`${what} is missing`);
      }
      checkSum(what, stored.sum, () => partSum(seq, part, stored.changes));
      yield stored.changes;
    }
  }
}
