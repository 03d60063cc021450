/**
 * A northbound database and the flows and groups that ovn-northd made of it, as a file: parity writes it, and
 * recorded.test.ts checks northd against it where no OVN is installed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { AnyRow, RowDelta } from '#incremental';
import type { Replica } from '#ovsdb/client';
import {
  defaultValue,
  equalValues,
  isJsonObject,
  type Json,
  parseJson,
  valueFromJson,
  valueToJson,
} from '#ovsdb/notation';
import { northbound } from '#schemas/northbound';

/** Where recordings are kept, from the root of the project. */
export const DIRECTORY = 'test/parity/northd/recorded';

export interface RecordedNetwork {
  readonly rows: readonly RowDelta[];
  /** Lines of `southboundText` about flows and groups. */
  readonly lines: readonly string[];
}

export function recordNetwork(file: string, nb: Replica, lines: readonly string[]): void {
  const tables: Record<string, Record<string, Json>> = {};
  for (const table of Object.values(northbound.tables)) {
    for (const row of nb.rows(table)) {
      const columns: Record<string, Json> = {};
      for (const [name, { type }] of table.schema.columns) {
        const value = Reflect.get(row, name);
        if (!equalValues(value, defaultValue(type))) columns[name] = valueToJson(type, value);
      }
      tables[table.name] = { ...tables[table.name], [row._uuid]: columns };
    }
  }
  writeFileSync(file, `${JSON.stringify({ northbound: tables, southbound: lines }, undefined, 1)}\n`);
}

export function readNetwork(file: string): RecordedNetwork {
  const json = parseJson(readFileSync(file, 'utf8'));
  if (!isJsonObject(json) || !isJsonObject(json['northbound']) || !Array.isArray(json['southbound'])) {
    throw new Error(`${file} is no recorded network`);
  }
  const { northbound: tables, southbound: lines } = json;
  return {
    rows: Object.values(northbound.tables).flatMap((table) => rowsOf(table, tables[table.name])),
    lines: lines.map(String),
  };
}

type NorthboundTable = (typeof northbound.tables)[keyof typeof northbound.tables];

function rowsOf(table: NorthboundTable, json: Json | undefined): RowDelta[] {
  if (!isJsonObject(json)) return [];
  return Object.entries(json).map(([id, columns]) => {
    const row: Record<string, unknown> = {};
    for (const [name, { type }] of table.schema.columns) {
      const value = isJsonObject(columns) ? columns[name] : undefined;
      row[name] = value === undefined ? defaultValue(type) : valueFromJson(type, value);
    }
    const after: AnyRow = { ...row, _uuid: id };
    return { table, id, after };
  });
}
