/** Table statistics and the switch's description. Part of the codec. */
import type { ByteReader, ByteWriter } from '#base';
import { type Field, fieldList } from '../field.js';
import type { OpenFlowVersion, SwitchDescription } from '../message/message.js';
import type { TableStats } from '../message/table-stats.js';
import { writeFieldId } from '../wire/header.js';
import { readText, writeText } from '../wire/text.js';

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

/** Types of the properties of a table (OpenFlow 1.3.4 section 7.3.5.5.2) that every table must have. */
const property = {
  instructions: 0,
  nextTables: 2,
  writeActions: 4,
  applyActions: 6,
  match: 8,
  wildcards: 10,
  writeSetField: 12,
  applySetField: 14,
} as const;

/** goto_table, write_metadata, write_actions, apply_actions, clear_actions, meter. */
const INSTRUCTIONS = [1, 2, 3, 4, 5, 6];
/** output, copy_ttl_out, copy_ttl_in, MPLS and network ttl, VLAN and MPLS push and pop, set_queue, group, set_field. */
const ACTIONS = [0, 11, 12, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25];
const LAST_TABLE = 253;

/** What a table can do; all tables can do the same, and pass packets on to those after them. */
export function encodeTableFeatures(writer: ByteWriter, stats: TableStats, version: OpenFlowVersion): void {
  const start = writer.length;
  writer.u16(0).u8(stats.table).zeros(5);
  writeText(writer, stats.name, 32);
  writer.u64(0xffffffffffffffffn).u64(0xffffffffffffffffn).u32(0).u32(stats.maxEntries);
  const dialect = version === 0x04 ? 'oxm13' : 'oxm15';
  const write = (type: number, content: () => void) => {
    const at = writer.length;
    writer.u16(type).u16(0);
    content();
    writer.patchU16(at + 2, writer.length - at);
    writer.align(8, start);
  };
  const types = (list: readonly number[]) => () => {
    for (const type of list) writer.u16(type).u16(4);
  };
  const fieldIds = (usable: (field: Field) => boolean) => () => {
    for (const field of fieldList) if (field.oxm !== undefined && usable(field)) writeFieldId(writer, field, dialect);
  };
  write(property.instructions, types(stats.table < LAST_TABLE ? INSTRUCTIONS : INSTRUCTIONS.slice(1)));
  write(property.nextTables, () => {
    for (let next = stats.table + 1; next <= LAST_TABLE; next++) writer.u8(next);
  });
  write(property.writeActions, types(ACTIONS));
  write(property.applyActions, types(ACTIONS));
  write(
    property.match,
    fieldIds(() => true),
  );
  write(
    property.wildcards,
    fieldIds(() => true),
  );
  write(
    property.writeSetField,
    fieldIds((field) => field.access === 'write'),
  );
  write(
    property.applySetField,
    fieldIds((field) => field.access === 'write'),
  );
  writer.patchU16(start, writer.length - start);
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
