/** Nicira's removal of tracked connections. Part of the codec. */
import type { ByteReader, ByteWriter } from '#base';
import { OpenFlowError } from '../errors.js';
import type { ConnectionTuple, FlushConnections } from '../message/connection-flush.js';
import { readValue, writeValue } from '../wire/value.js';
import { properties } from './property.js';

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
  if (body.take(7).some((byte) => byte !== 0)) throw new OpenFlowError('NXBRC_MUST_BE_ZERO', 'padding');
  let original: ConnectionTuple | undefined;
  let reply: ConnectionTuple | undefined;
  let zone: number | undefined;
  for (const property of properties(body)) {
    if (property.type === 2) zone = property.reader.u16();
    else if (property.type === 0) original = readTuple(property.reader);
    else if (property.type === 1) reply = readTuple(property.reader);
    // Others may be ignored.
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
  for (const property of properties(body)) {
    const part = PARTS[property.type];
    if (part === undefined) continue;
    const value = readValue(property.reader, part[1]);
    if (part[0] === 'source' || part[0] === 'destination') tuple[part[0]] = BigInt(value);
    else tuple[part[0]] = Number(value);
  }
  const { source, destination } = tuple;
  if (source !== undefined && destination !== undefined && isIpv4(source) !== isIpv4(destination)) {
    throw new OpenFlowError('OFPBPC_BAD_VALUE', 'addresses of two families');
  }
  return tuple;
}

/** IPv4 addresses are written as IPv6 ones (RFC 4291 2.5.5.2). */
function isIpv4(address: bigint): boolean {
  return address >> 32n === 0xffffn;
}
