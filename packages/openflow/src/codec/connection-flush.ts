/** Nicira's removal of tracked connections. Part of the codec. */
import type { ByteReader, ByteWriter } from '#base';
import type { ConnectionTuple, FlushConnections } from '../message/connection-flush.js';
import { readValue, writeValue } from '../wire/value.js';

/** Parts of a tuple in the order of their numbers, with their widths in bytes. */
const PARTS = [
  ['source', 16],
  ['destination', 16],
  ['sourcePort', 2],
  ['destinationPort', 2],
  ['icmpId', 2],
  ['icmpType', 1],
  ['icmpCode', 1],
] as const satisfies (readonly [keyof ConnectionTuple, number])[];

export function encodeFlush(writer: ByteWriter, message: FlushConnections): void {
  writer.u8(message.protocol).zeros(7);
  if (message.original !== undefined) writeTuple(writer, 0, message.original);
  if (message.reply !== undefined) writeTuple(writer, 1, message.reply);
  if (message.zone !== undefined) writer.u16(2).u16(8).u16(message.zone).zeros(2);
}

function writeTuple(writer: ByteWriter, type: number, tuple: ConnectionTuple): void {
  const start = writer.length;
  writer.u16(type).u16(0).zeros(4);
  for (const [number, [name, width]] of PARTS.entries()) {
    const value = tuple[name];
    if (value === undefined) continue;
    const at = writer.length;
    // Values that leave no room for padding start right behind the header, as those of Nicira's properties do.
    writer.u16(number).u16(width + 4);
    writeValue(writer, width, value);
    writer.align(8, start);
    if (width === 16) writer.patchU16(at + 2, 20);
    else writer.patchU16(at + 2, width === 1 ? 5 : 8);
  }
  writer.patchU16(start + 2, writer.length - start);
}

export function decodeFlush(body: ByteReader): FlushConnections {
  const protocol = body.u8();
  body.skip(7);
  let original: ConnectionTuple | undefined;
  let reply: ConnectionTuple | undefined;
  let zone: number | undefined;
  while (body.left >= 4) {
    const type = body.u16();
    const length = body.u16();
    const property = body.sub(length - 4);
    body.skip(Math.min((8 - (length % 8)) % 8, body.left));
    if (type === 2) zone = property.u16();
    else if (type === 0) original = readTuple(property);
    else if (type === 1) reply = readTuple(property);
  }
  return {
    kind: 'ct_flush',
    protocol,
    ...(zone !== undefined && { zone }),
    ...(original !== undefined && { original }),
    ...(reply !== undefined && { reply }),
  };
}

function readTuple(body: ByteReader): ConnectionTuple {
  const tuple: { -readonly [K in keyof ConnectionTuple]: ConnectionTuple[K] } = {};
  body.skip(4);
  while (body.left >= 4) {
    const number = body.u16();
    const length = body.u16();
    const property = body.sub(length - 4);
    body.skip(Math.min((8 - (length % 8)) % 8, body.left));
    const part = PARTS[number];
    if (part === undefined) continue;
    const value = readValue(property, part[1]);
    if (part[0] === 'source' || part[0] === 'destination') tuple[part[0]] = BigInt(value);
    else tuple[part[0]] = Number(value);
  }
  return tuple;
}
