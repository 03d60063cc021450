/** What the decoder gives for messages that it does not know, and lists. Part of the codec. */
import type { ByteReader } from '#base';
import type { Unknown } from '../message/message.js';

/** The body is the whole one, read or not. */
export function unknown(type: number, body: ByteReader, error: Unknown['error']): Unknown {
  return { kind: 'unknown', type, body: body.bytes.slice(), error };
}

/** Reads items until the body ends. */
export function items<T>(body: ByteReader, read: (body: ByteReader) => T): readonly T[] {
  const list: T[] = [];
  while (body.left > 0) list.push(read(body));
  return list;
}
