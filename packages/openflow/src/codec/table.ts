/** Table statistics and the switch's description. Part of the codec. */
import type { ByteReader, ByteWriter } from '#base';
import type { OpenFlowVersion, SwitchDescription } from '../message/message.js';
import type { TableStats } from '../message/table-stats.js';
import { readText, writeText } from './group.js';

/** Wildcards word of a table that can ignore every field. */
const ALL_WILDCARDS = 0x3fffff;

export function encodeTableStats(writer: ByteWriter, stats: TableStats, version: OpenFlowVersion): void {
  writer.u8(stats.table).zeros(3);
  if (version === 0x01) {
    writeText(writer, stats.name, 32);
    writer.u32(ALL_WILDCARDS).u32(stats.maxEntries);
  }
  writer.u32(stats.active).u64(stats.lookups).u64(stats.matched);
}

export function decodeTableStats(body: ByteReader, version: OpenFlowVersion): TableStats {
  const table = body.u8();
  body.skip(3);
  let name = '';
  let maxEntries = 0;
  if (version === 0x01) {
    name = readText(body, 32);
    body.skip(4);
    maxEntries = body.u32();
  }
  return { table, name, maxEntries, active: body.u32(), lookups: body.u64(), matched: body.u64() };
}

/** Table features without properties: number, name and size, which is what names of tables are looked up in. */
export function encodeTableFeatures(writer: ByteWriter, stats: TableStats): void {
  writer.u16(64).u8(stats.table).zeros(5);
  writeText(writer, stats.name, 32);
  writer.u64(0xffffffffffffffffn).u64(0xffffffffffffffffn).u32(0).u32(stats.maxEntries);
}

export function decodeTableFeatures(body: ByteReader): TableStats {
  const reader = body.sub(body.u16() - 2);
  const table = reader.u8();
  reader.skip(5);
  const name = readText(reader, 32);
  reader.skip(20);
  return { table, name, maxEntries: reader.u32(), active: 0, lookups: 0n, matched: 0n };
}

export function encodeDescription(writer: ByteWriter, description: SwitchDescription): void {
  writeText(writer, description.manufacturer, 256);
  writeText(writer, description.hardware, 256);
  writeText(writer, description.software, 256);
  writeText(writer, description.serial, 32);
  writeText(writer, description.datapath, 256);
}

export function decodeDescription(body: ByteReader): SwitchDescription {
  return {
    manufacturer: readText(body, 256),
    hardware: readText(body, 256),
    software: readText(body, 256),
    serial: readText(body, 32),
    datapath: readText(body, 256),
  };
}
