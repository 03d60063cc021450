/**
 * The form of the commit log's records. Each starts on a block of its own, so that no later write touches it again:
 *
 *     HEDDLE COMMIT <crc32 of the body, 8 hex digits> <bytes of the body, 8 digits>\n
 *     {"after":ID,"transactions":[[seq,id,time,comment,client,changes,[[number,table,uuid,data],...],[number,...]],...]}\n
 *     {"reached":SEQ}\n
 *
 * `after`: the id of the state that the first transaction builds on. `reached`: SQLite had this transaction when the record
 * was written. The last record may be torn: nobody was told of its transactions. Behind it stand records of earlier rounds
 * of the log, whose transactions SQLite has. A later transaction there tells of damage before it. Checksums begin with the
 * identity of the database file: the log of another file that stood in the same place says nothing.
 */
import { crc32 } from 'node:zlib';
import { isJsonArray, isJsonObject, type Json, parseJson, stringifyJson } from '#ovsdb/notation';
import { stringText } from '../value-text.js';
import type { RowText, TransactionText } from './stored-text.js';

export const BLOCK_BYTES = 4096;
const HEAD = 'HEDDLE COMMIT ';
const HEAD_CODES: readonly number[] = [...Buffer.from(HEAD, 'latin1')];
const DIGITS = 8;
const SUM_AT = HEAD.length;
const LENGTH_AT = SUM_AT + DIGITS + 1;
const HEAD_BYTES = LENGTH_AT + DIGITS + 1;
const NEWLINE = 0x0a;
const SPACE = 0x20;
const ZERO = 0x30;
const LOWER_A = 0x61;

interface CommitRecord {
  readonly after: string;
  readonly transactions: readonly TransactionText[];
  /** The number of the last transaction that was committed. */
  readonly reached: number;
}

/** Bytes that a record with this body takes at most. */
export function recordRoom(body: string): number {
  return blocks(HEAD_BYTES + body.length * 3);
}

export function recordBody(after: string, transactions: readonly TransactionText[]): string {
  let text = `{"after":"${after}","transactions":[`;
  for (let i = 0; i < transactions.length; i++) {
    const { seq, id, time, comment, client, changes, inserted, deleted } = transactions[i]!;
    if (i > 0) text += ',';
    text += `[${seq},"${id}",${time},${stringText(comment)},${stringText(client)},${changes},[`;
    for (let k = 0; k < inserted.length; k++) {
      const [number, table, uuid, data] = inserted[k]!;
      text += `${k === 0 ? '' : ','}[${number},${table},"${uuid}",${data}]`;
    }
    text += `],[${deleted.join()}]]`;
  }
  return `${text}]}\n`;
}

/** Whether anything was ever written to a log. */
export function holdsRecords(log: Buffer): boolean {
  return log.includes(HEAD, 0, 'latin1');
}

/** The body of a record that says that SQLite has this transaction. */
export function reachedBody(seq: number): string {
  return `{"reached":${seq}}\n`;
}

/** What the checksums of records begin with: `identity` is the file's. */
export function sealOf(identity: string): number {
  return crc32(identity);
}

/**
 * Writes a record to the start of `buffer`, which has `recordRoom`. Returns its bytes, whole blocks: what stands in the last one
 * behind the body means nothing. Clients wait for this, so it is done with few calls.
 */
export function writeRecord(buffer: Buffer, body: string, seal: number): number {
  const length = buffer.write(body, HEAD_BYTES, 'utf8');
  const sum = crc32(buffer.subarray(HEAD_BYTES, HEAD_BYTES + length), seal);
  for (let i = 0; i < HEAD_CODES.length; i++) buffer[i] = HEAD_CODES[i]!;
  writeDigits(buffer, SUM_AT, sum, 16);
  buffer[LENGTH_AT - 1] = SPACE;
  writeDigits(buffer, LENGTH_AT, length, 10);
  buffer[HEAD_BYTES - 1] = NEWLINE;
  return blocks(HEAD_BYTES + length);
}

/** Eight digits. */
function writeDigits(buffer: Buffer, at: number, value: number, base: 10 | 16): void {
  let rest = value;
  for (let i = at + DIGITS - 1; i >= at; i--) {
    const digit = rest % base;
    buffer[i] = digit < 10 ? ZERO + digit : LOWER_A + digit - 10;
    rest = (rest - digit) / base;
  }
}

/** What a commit log holds beyond a state. */
export interface Continuation {
  readonly transactions: readonly TransactionText[];
  /** True when the log tells of later transactions: those between are elsewhere by now, or cannot be read. */
  readonly isGap: boolean;
}

/**
 * The transactions of a commit log that go on from the state `after`, which transaction `seq` led to. Those that the state
 * has already are left out; behind the first record that does not fit none counts.
 */
export function readRecords(log: Buffer, seal: number, seq: number, after: string): Continuation {
  const transactions: TransactionText[] = [];
  let last = { seq, id: after };
  let hasEnded = false;
  for (let at = 0; at + HEAD_BYTES <= log.length; ) {
    const found = readRecord(log, at, seal);
    at += found?.size ?? BLOCK_BYTES;
    if (found === undefined) {
      hasEnded = true;
      continue;
    }
    const { after: basis, transactions: recorded, reached } = found.record;
    if (reached <= last.seq) continue;
    const known = recorded.filter((transaction) => transaction.seq <= last.seq);
    const missing = recorded.slice(known.length);
    if (hasEnded || missing[0]?.seq !== last.seq + 1 || (known.at(-1)?.id ?? basis) !== last.id) {
      return { transactions, isGap: true };
    }
    transactions.push(...missing);
    last = missing.at(-1) ?? last;
  }
  return { transactions, isGap: false };
}

function readRecord(
  log: Buffer,
  at: number,
  seal: number,
): { readonly record: CommitRecord; readonly size: number } | undefined {
  const head = log.toString('latin1', at, at + HEAD_BYTES);
  const parts = /^HEDDLE COMMIT ([0-9a-f]{8}) (\d{8})\n$/.exec(head);
  if (parts === null) return undefined;
  const start = at + HEAD_BYTES;
  const end = start + Number(parts[2]);
  if (end > log.length) return undefined;
  if (crc32(log.subarray(start, end), seal) !== Number.parseInt(parts[1] ?? '', 16)) return undefined;
  return { record: parseBody(parseJson(log.toString('utf8', start, end))), size: blocks(HEAD_BYTES + end - start) };
}

function parseBody(json: Json): CommitRecord {
  const { after = null, transactions = null, reached = null } = isJsonObject(json) ? json : {};
  if (typeof reached === 'number') return { after: '', transactions: [], reached };
  if (typeof after !== 'string' || !isJsonArray(transactions)) throw malformed();
  const parsed = transactions.map(parseTransaction);
  return { after, transactions: parsed, reached: parsed.at(-1)?.seq ?? 0 };
}

function parseTransaction(json: Json): TransactionText {
  const [seq, id, time, comment, client, changes = null, inserted = null, deleted = null] = isJsonArray(json)
    ? json
    : [];
  if (
    typeof seq !== 'number' ||
    typeof id !== 'string' ||
    typeof time !== 'number' ||
    typeof comment !== 'string' ||
    typeof client !== 'string' ||
    !isJsonArray(inserted) ||
    !isJsonArray(deleted)
  ) {
    throw malformed();
  }
  return {
    seq,
    id,
    time,
    comment,
    client,
    changes: stringifyJson(changes),
    inserted: inserted.map(parseRow),
    deleted: deleted.map(Number),
  };
}

function parseRow(json: Json): RowText {
  const [number, table, uuid, data = null] = isJsonArray(json) ? json : [];
  if (typeof number !== 'number' || typeof table !== 'number' || typeof uuid !== 'string') throw malformed();
  return [number, table, uuid, stringifyJson(data)];
}

function malformed(): Error {
  return new Error('the commit log holds a record of another form');
}

function blocks(bytes: number): number {
  return Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;
}
