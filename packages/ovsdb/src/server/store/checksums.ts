/**
 * Checksums of what SQLite holds: it finds damage to its own structure only, and would serve a value that a disk has changed. They
 * stand in the column `sum` of each table; null where an earlier version wrote the row.
 */
import { crc32 } from 'node:zlib';

/** What `rowSum` is of: the row as it is read back, many together (load.ts). */
export function rowText(number: number, table: number, uuid: string, seq: number, data: string): string {
  return `[${number},${table},"${uuid}",${seq},${data}`;
}

/** Of a stored row. `text`: what `rowText` gives. */
export function rowSum(text: string): number {
  return crc32(text);
}

/** Of an entry of the log of transactions. */
export function entrySum({ seq, id, time, comment, client }: EntryHead, changes: string): number {
  return crc32(changes, crc32(`${seq},${id},${time},${comment},${client},`));
}

/** Of an entry whose changes stand in parts. `bytes`: of all. */
export function longEntrySum(head: EntryHead, parts: number, bytes: number): number {
  return entrySum(head, `${parts},${bytes}`);
}

/** Of a part of an entry's changes. */
export function partSum(seq: number, part: number, changes: string): number {
  return crc32(changes, crc32(`${seq},${part},`));
}

/** What an entry of the log says of its transaction, but for what it changed. */
export interface EntryHead {
  /** Later ones have higher numbers. */
  readonly seq: number;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly comment: string;
  readonly client: string;
}

/** Of a value of `meta`. */
export function metaSum(name: string, value: string): number {
  return crc32(`${name}=${value}`);
}

/** Throws when something is not as it was written. */
export function checkSum(what: string, stored: number | null, computed: () => number): void {
  if (stored !== null && stored !== computed()) throw new Error(`${what} is not as it was written`);
}
