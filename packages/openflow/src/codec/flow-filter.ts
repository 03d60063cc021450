/** Which flows a statistics request asks for, in all versions. Part of the codec. */
import type { ByteReader, ByteWriter } from '#base';
import { OpenFlowError } from '../errors.js';
import type { FlowFilter } from '../message/flow-mod.js';
import { ports, portTo32 } from '../port.js';
import { ALL_COOKIE, readCookieMatch, writeCookieMatch } from './cookie-match.js';
import { type LaterVersion, readMatch, writeMatch } from './match.js';
import { readMatch10, writeMatch10 } from './match10.js';
import { portOf32 } from './port-number.js';

const NO_GROUP = 0xffffffff;

export function encodeFilter(writer: ByteWriter, filter: FlowFilter, version: LaterVersion): void {
  writer
    .u8(filter.table ?? 0xff)
    .zeros(3)
    .u32(portTo32(filter.outPort ?? ports.none))
    .u32(filter.outGroup ?? NO_GROUP);
  writer
    .zeros(4)
    .u64(filter.cookie ?? 0n)
    .u64(filter.cookie === undefined ? 0n : (filter.cookieMask ?? ALL_COOKIE));
  writeMatch(writer, filter.match, version);
}

export function decodeFilter(body: ByteReader): FlowFilter {
  const table = body.u8();
  body.skip(3);
  const wideOutPort = body.u32();
  const outGroup = body.u32();
  body.skip(4);
  const cookie = body.u64();
  const cookieMask = body.u64();
  const outPort = portOf32(wideOutPort);
  return filterOf(table, outPort, outGroup, cookie, cookieMask, readMatch(body));
}

function checkEnd(body: ByteReader): void {
  if (body.left > 0) throw new OpenFlowError('OFPBRC_BAD_LEN', `${body.left} bytes behind the match`);
}

function filterOf(
  table: number,
  outPort: number,
  outGroup: number,
  cookie: bigint,
  cookieMask: bigint,
  match: FlowFilter['match'],
): FlowFilter {
  return {
    ...(table !== 0xff && { table }),
    ...(outPort !== ports.none && { outPort }),
    ...(outGroup !== NO_GROUP && { outGroup }),
    ...(cookieMask !== 0n && { cookie, cookieMask }),
    match,
  };
}

export function encodeFilter10(writer: ByteWriter, filter: FlowFilter): void {
  writeMatch10(writer, filter.match);
  writer
    .u8(filter.table ?? 0xff)
    .zeros(1)
    .u16(filter.outPort ?? ports.none);
}

export function decodeFilter10(body: ByteReader): FlowFilter {
  const match = readMatch10(body);
  const table = body.u8();
  body.skip(1);
  return filterOf(table, body.u16(), NO_GROUP, 0n, 0n, match);
}

export function encodeNxFilter(writer: ByteWriter, filter: FlowFilter): void {
  writer.u16(filter.outPort ?? ports.none);
  const lengthAt = writer.length;
  writer
    .u16(0)
    .u8(filter.table ?? 0xff)
    .zeros(3);
  writer.patchU16(lengthAt, writeCookieMatch(writer, filter.cookie, filter));
}

export function decodeNxFilter(body: ByteReader): FlowFilter {
  const outPort = body.u16();
  const length = body.u16();
  const table = body.u8();
  body.skip(3);
  const found = readCookieMatch(body, length);
  checkEnd(body);
  return filterOf(table, outPort, NO_GROUP, found.cookie ?? 0n, found.cookieMask ?? 0n, found.match);
}
