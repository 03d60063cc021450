/** Nicira's tunnel option table. Part of the codec. */
import type { ByteReader, ByteWriter } from '#base';
import { OpenFlowError } from '../errors.js';
import type { TlvMapping, TlvTable, TlvTableMod } from '../message/tlv-table.js';

/** Bytes that an option may have, and fields that options may be in. */
const MAX_OPTION = 124;
const FIELDS = 64;
const COMMANDS = ['add', 'delete', 'clear'] as const;

export function encodeTlvTableMod(writer: ByteWriter, mod: TlvTableMod): void {
  writer.u16(COMMANDS.indexOf(mod.command)).zeros(6);
  writeMappings(writer, mod.mappings);
}

export function decodeTlvTableMod(body: ByteReader): TlvTableMod {
  const number = body.u16();
  const command = COMMANDS[number];
  if (command === undefined) throw new OpenFlowError('NXTTMFC_BAD_COMMAND', String(number));
  body.skip(6);
  const mappings = readMappings(body);
  for (const { optionLength, index } of mappings) {
    if (optionLength > MAX_OPTION || optionLength % 4 !== 0)
      throw new OpenFlowError('NXTTMFC_BAD_OPT_LEN', String(optionLength));
    if (index >= FIELDS) throw new OpenFlowError('NXTTMFC_BAD_FIELD_IDX', String(index));
  }
  return { kind: 'tlv_table_mod', command, mappings };
}

export function encodeTlvTable(writer: ByteWriter, table: TlvTable): void {
  writer.u32(table.maxSpace).u16(table.maxFields).zeros(10);
  writeMappings(writer, table.mappings);
}

export function decodeTlvTable(body: ByteReader): TlvTable {
  const maxSpace = body.u32();
  const maxFields = body.u16();
  body.skip(10);
  return { maxSpace, maxFields, mappings: readMappings(body) };
}

function writeMappings(writer: ByteWriter, mappings: readonly TlvMapping[]): void {
  for (const item of mappings) {
    writer.u16(item.optionClass).u8(item.optionType).u8(item.optionLength).u16(item.index).zeros(2);
  }
}

function readMappings(body: ByteReader): readonly TlvMapping[] {
  const mappings: TlvMapping[] = [];
  while (body.left > 0) {
    mappings.push({
      optionClass: body.u16(),
      optionType: body.u8(),
      optionLength: body.u8(),
      index: body.u16(),
    });
    body.skip(2);
  }
  return mappings;
}
