/**
 * Long answers as parts of at most 64 kB. Before: a switch's lists. After: the connection's outbox, which asks for a part when it has room.
 */
import { ByteWriter } from '#base';
import type { Message, OpenFlowVersion } from '../message/message.js';
import { encodeInto } from './encode.js';

/** A kind of message that is a list in parts. */
export type PartMessage = Extract<Message, { readonly items: readonly unknown[]; readonly more: boolean }>;
export type ItemOf<K extends PartMessage['kind']> = Extract<PartMessage, { readonly kind: K }>['items'][number];

/** First guess of how many items fit in a part: halved where they do not. All tables of a switch are one part. */
const BATCH = 256;
const MAX_LENGTH = 0xffff;

/** `make` puts items into a message. Gives whole messages; an empty list is one empty part. */
export function* encodeParts<T>(
  items: Iterable<T>,
  make: (items: readonly T[], more: boolean) => PartMessage,
  version: OpenFlowVersion,
  xid: number,
): Generator<Uint8Array> {
  const iterator = items[Symbol.iterator]();
  let batch = take(iterator, BATCH);
  for (;;) {
    const next = batch.length < BATCH ? [] : take(iterator, BATCH);
    yield* encodeBatch(batch, next.length > 0, make, version, xid);
    if (next.length === 0) return;
    batch = next;
  }
}

function take<T>(iterator: Iterator<T>, count: number): T[] {
  const list: T[] = [];
  while (list.length < count) {
    const next = iterator.next();
    if (next.done) break;
    list.push(next.value);
  }
  return list;
}

function* encodeBatch<T>(
  batch: readonly T[],
  more: boolean,
  make: (items: readonly T[], more: boolean) => PartMessage,
  version: OpenFlowVersion,
  xid: number,
): Generator<Uint8Array> {
  const writer = new ByteWriter(16384);
  const isWhole = encodeWithin(writer, make(batch, more), version, xid);
  if (isWhole) yield writer.finish();
  else if (batch.length === 1) throw new Error('an item is longer than a message');
  else {
    const half = batch.length >> 1;
    yield* encodeBatch(batch.slice(0, half), true, make, version, xid);
    yield* encodeBatch(batch.slice(half), more, make, version, xid);
  }
}

/** False when the message is too long. */
function encodeWithin(writer: ByteWriter, message: Message, version: OpenFlowVersion, xid: number): boolean {
  try {
    encodeInto(writer, message, version, xid);
  } catch (error) {
    if (writer.length > MAX_LENGTH) return false;
    throw error;
  }
  return true;
}
