/**
 * The contents of a database without its uuids: each row is called by what it holds and what it refers to, so that two
 * databases made by different programs can be compared.
 */
import { systemClock } from '#daemon';
import { requestOnce } from '#ovsdb/client';
import { connect } from '#ovsdb/jsonrpc';
import { isJsonArray, isJsonObject, type Json, stringifyJson } from '#ovsdb/notation';
import type { Database } from '#schemas';

interface HeldRow {
  readonly table: string;
  readonly id: string;
  readonly columns: Readonly<Record<string, Json>>;
}

/** Lines `TABLE {columns}`, sorted. */
export async function contentsOf(remote: string, database: Database): Promise<readonly string[]> {
  const tables = Object.keys(database.tables);
  const operations: Json[] = tables.map((table) => ({ op: 'select', table, where: [] }));
  const results = await requestOnce(remote, 'transact', [database.name, ...operations], {
    connect,
    clock: systemClock,
  });
  const rows: HeldRow[] = [];
  tables.forEach((table, at) => {
    const result = isJsonArray(results) ? results[at] : undefined;
    const found = isJsonObject(result) && isJsonArray(result['rows']) ? result['rows'] : [];
    for (const row of found) {
      if (!isJsonObject(row)) continue;
      const { _uuid, _version, ...columns } = row;
      rows.push({ table, id: uuidIn(_uuid ?? null), columns });
    }
  });
  // After as many rounds as references are deep, rows with equal names are equal.
  let names = new Map(rows.map((row) => [row.id, row.table]));
  for (let round = 0; round < 4; round++) {
    names = new Map(rows.map((row) => [row.id, describe(row, names)]));
  }
  return rows.map((row) => `${row.table} ${describe(row, names)}`).sort();
}

function describe(row: HeldRow, names: ReadonlyMap<string, string>): string {
  const columns = Object.entries(row.columns).filter(([, value]) => !isDefault(value));
  const text = stringifyJson(
    Object.fromEntries(columns.map(([name, value]) => [name, renamed(value, names)])),
    'sorted',
  );
  return text.length > 600 ? `${text.slice(0, 600)}#${digest(text)}` : text;
}

function digest(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
  return sum >>> 0;
}

function isDefault(value: Json): boolean {
  return value === '' || value === 0 || value === false || ['["set",[]]', '["map",[]]'].includes(stringifyJson(value));
}

function renamed(value: Json, names: ReadonlyMap<string, string>): Json {
  if (!isJsonArray(value)) return value;
  if (value[0] === 'uuid') return `<${names.get(uuidIn(value)) ?? 'nothing'}>`;
  const parts = value.map((each) => renamed(each, names));
  const [tag, elements] = parts;
  if ((tag === 'set' || tag === 'map') && isJsonArray(elements)) {
    return [tag, elements.toSorted((a, b) => (stringifyJson(a) < stringifyJson(b) ? -1 : 1))];
  }
  return parts;
}

function uuidIn(value: Json): string {
  return isJsonArray(value) ? String(value[1]) : '';
}
