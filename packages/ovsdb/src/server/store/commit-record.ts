/**
 * The form of the commit log's records. Each starts on a block of its own, so that no later write touches it again:
 *
 *     HEDDLE COMMIT <crc32 of the body, 8 hex digits> <bytes of the body, 8 digits>\n
 *     {"after":ID,"transactions":[[seq,id,time,comment,client,changes,[[number,table,uuid,data],...],[number,...]],...]}\n
 *
 * `after`: the id of the state that the first transaction builds on. A record that is torn, or left from an earlier round
 * of the log, ends the reading: its checksum is wrong, or it does not build on the one before.
 */
import { crc32 } from 'node:zlib';
import { isJsonArray, isJsonObject, type Json, parseJson, stringifyJson } from '#ovsdb/notation';
import { stringText } from '../value-text.js';
import type { RowText, TransactionText } from './stored-text.js';

export const BLOCK_BYTES = 4096;
const HEAD = 'HEDDLE COMMIT ';
const HEAD_BYTES = HEAD.length + 8 + 1 + 8 + 1;

export interface CommitRecord {
  readonly after: string;
  readonly transactions: readonly TransactionText[];
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

/** Writes a record to the start of `buffer`, which has `recordRoom`. Returns its bytes, whole blocks. */
export function writeRecord(buffer: Buffer, body: string): number {
  const length = buffer.write(body, HEAD_BYTES, 'utf8');
  const sum = crc32(buffer.subarray(HEAD_BYTES, HEAD_BYTES + length));
  const head = `${HEAD}${sum.toString(16).padStart(8, '0')} ${String(length).padStart(8, '0')}\n`;
  buffer.write(head, 0, 'latin1');
  const size = blocks(HEAD_BYTES + length);
  buffer.fill(0, HEAD_BYTES + length, size);
  return size;
}

/** What a commit log holds beyond a state. */
export interface Continuation {
  readonly transactions: readonly TransactionText[];
  /** True when the log begins behind the state: transactions between the two are elsewhere by now. */
  readonly isGap: boolean;
}

/**
 * The transactions of a commit log that go on from the state `after`, which transaction `seq` led to. Those that the state
 * has already are left out; the first record that does not fit ends the log.
 */
export function readRecords(log: Buffer, seq: number, after: string): Continuation {
  const transactions: TransactionText[] = [];
  let last = { seq, id: after };
  for (let at = 0; at + HEAD_BYTES <= log.length; ) {
    const found = readRecord(log, at);
    if (found === undefined) break;
    at += found.size;
    const { after: basis, transactions: recorded } = found.record;
    const known = recorded.filter((transaction) => transaction.seq <= last.seq);
    const missing = recorded.slice(known.length);
    const [first] = missing;
    if (first === undefined) continue;
    if (first.seq !== last.seq + 1) return { transactions, isGap: transactions.length === 0 };
    if ((known.at(-1)?.id ?? basis) !== last.id) break;
    transactions.push(...missing);
    last = missing.at(-1) ?? last;
  }
  return { transactions, isGap: false };
}

function readRecord(log: Buffer, at: number): { readonly record: CommitRecord; readonly size: number } | undefined {
  const head = log.toString('latin1', at, at + HEAD_BYTES);
  const parts = /^HEDDLE COMMIT ([0-9a-f]{8}) (\d{8})\n$/.exec(head);
  if (parts === null) return undefined;
  const start = at + HEAD_BYTES;
  const end = start + Number(parts[2]);
  if (end > log.length) return undefined;
  if (crc32(log.subarray(start, end)) !== Number.parseInt(parts[1] ?? '', 16)) return undefined;
  return { record: parseBody(parseJson(log.toString('utf8', start, end))), size: blocks(HEAD_BYTES + end - start) };
}

function parseBody(json: Json): CommitRecord {
  const { after = null, transactions = null } = isJsonObject(json) ? json : {};
  if (typeof after !== 'string' || !isJsonArray(transactions)) throw malformed();
  return { after, transactions: transactions.map(parseTransaction) };
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
