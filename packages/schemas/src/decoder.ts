/**
 * Decoders of rows: the hot path from an update's JSON to typed rows, all of one hidden class a table. A column's usual wire form
 * is read directly; anything else goes through `valueFromJson`, which accepts or rejects it. Constraints (ranges, enums)
 * are not checked: the server did. Comes after the session of #ovsdb/jsonrpc, before the replica of #ovsdb/client.
 */
import { type Uuid, ZERO_UUID } from '#base';
import {
  type Atom,
  applyDifference,
  type ColumnType,
  defaultValue,
  equalValues,
  isJsonArray,
  type Json,
  type JsonArray,
  type JsonObject,
  shapeOf,
  sortAtoms,
  sortedMap,
  type Value,
  valueFromJson,
} from '#ovsdb/notation';
import { createInterner, type Intern } from './interner.js';
import type { AnyRow, AnyTable } from './table.js';

export interface RowDecoder {
  /** A row of an `initial` or `insert`: columns left out hold their default. Throws OvsdbError. */
  row(id: Uuid, json: JsonObject): AnyRow;
  /** The row after a `modify` of update2 or update3: see applyDifference. Throws OvsdbError. */
  changed(before: AnyRow, json: JsonObject): AnyRow;
  /** The row that the whole contents `json` make of `before`; unchanged values keep their identity. `before` itself when nothing changed. */
  replaced(before: AnyRow, json: JsonObject): AnyRow;
}

type MutableRow = Record<string, Value> & { _uuid: Uuid };
type Decode = (json: Json) => Value;

/** `columns` are those that the server sends; the others always hold their default. */
export function compileDecoder(
  table: AnyTable,
  columns: readonly string[] = table.columns,
  intern: Intern = createInterner(),
): RowDecoder {
  const sent = columns.map((name) => table.schema.columns.get(name)).filter((column) => column !== undefined);
  const names = sent.map(({ name }) => name);
  const decoders = sent.map(({ type }) => decoderOf(type, intern));
  const template = emptyRow(table);
  const read = (row: MutableRow, json: JsonObject): MutableRow => {
    for (let i = 0; i < names.length; i++) {
      const name = names[i]!;
      const value = json[name];
      if (value !== undefined) row[name] = decoders[i]!(value);
    }
    return row;
  };
  return {
    row: (id, json) => read({ ...template, _uuid: id }, json),
    changed(before, json) {
      const row: MutableRow = { ...before };
      for (const { name, type } of sent) {
        const change = json[name];
        if (change === undefined) continue;
        row[name] = applyDifference(type, before[name], valueFromJson(unlimited(type), change));
      }
      return row;
    },
    replaced(before, json) {
      const row = read({ ...template, _uuid: before._uuid }, json);
      let isSame = true;
      for (const { name } of sent) {
        if (equalValues(before[name], row[name])) row[name] = before[name];
        else isSame = false;
      }
      return isSame ? before : row;
    },
  };
}

/** The difference of two sets can have more elements than either may. */
function unlimited(type: ColumnType): ColumnType {
  return type.max === 1 ? type : { ...type, min: 0, max: 'unlimited' };
}

/** A row with all defaults. Copies of it are of one hidden class, as long as no member is added or removed. */
function emptyRow(table: AnyTable): MutableRow {
  const row: MutableRow = { _uuid: ZERO_UUID };
  for (const { name, type } of table.schema.columns.values()) row[name] = defaultValue(type);
  return row;
}

/** Reads the usual wire form by itself, and everything else by `valueFromJson`. */
function decoderOf(type: ColumnType, intern: Intern): Decode {
  const shape = shapeOf(type);
  if (shape === 'one' || shape === 'optional') return atomDecoder(type, intern);
  if (shape === 'set') return (json) => fastSet(type, json, intern) ?? valueFromJson(unlimited(type), json);
  if (shape === 'map' && type.key.type === 'string' && type.value?.type === 'string') {
    return (json) => fastStringMap(json, intern) ?? valueFromJson(type, json);
  }
  return (json) => valueFromJson(type, json);
}

function atomDecoder(type: ColumnType, intern: Intern): Decode {
  switch (type.key.type) {
    case 'string':
      return (json) => (typeof json === 'string' ? json : valueFromJson(type, json));
    case 'integer':
      return (json) => (typeof json === 'number' && Number.isSafeInteger(json) ? json : valueFromJson(type, json));
    case 'boolean':
      return (json) => (typeof json === 'boolean' ? json : valueFromJson(type, json));
    case 'uuid':
      return (json) => {
        const id = isJsonArray(json) && json[0] === 'uuid' ? json[1] : undefined;
        return typeof id === 'string' && id.length === 36 ? intern(id) : valueFromJson(type, json);
      };
    default:
      return (json) => valueFromJson(type, json);
  }
}

const EMPTY_SET: readonly Atom[] = Object.freeze([]);
const EMPTY_MAP: ReadonlyMap<Atom, Atom> = new Map();

function fastSet(type: ColumnType, json: Json, intern: Intern): readonly Atom[] | undefined {
  if (!isJsonArray(json)) return typeof json === type.key.type ? oneAtom(json) : undefined;
  const elements = json[1];
  if (json[0] === 'uuid') return type.key.type === 'uuid' && typeof elements === 'string' ? [elements] : undefined;
  if (json[0] !== 'set' || !isJsonArray(elements)) return undefined;
  if (elements.length === 0) return EMPTY_SET;
  return type.key.type === 'uuid'
    ? uuidSet(elements, intern)
    : type.key.type === 'string'
      ? stringSet(elements)
      : undefined;
}

function oneAtom(json: Json): readonly Atom[] | undefined {
  return typeof json === 'string' || typeof json === 'boolean' ? [json] : undefined;
}

function uuidSet(elements: JsonArray, intern: Intern): readonly Atom[] | undefined {
  const atoms: Atom[] = new Array(elements.length);
  for (let i = 0; i < elements.length; i++) {
    const element = elements[i];
    const text = isJsonArray(element) && element[0] === 'uuid' ? element[1] : undefined;
    if (typeof text !== 'string' || text.length !== 36) return undefined;
    atoms[i] = intern(text);
  }
  sortAtoms(atoms);
  return atoms;
}

function stringSet(elements: JsonArray): readonly Atom[] | undefined {
  const atoms: Atom[] = new Array(elements.length);
  for (let i = 0; i < elements.length; i++) {
    const element = elements[i];
    if (typeof element !== 'string') return undefined;
    atoms[i] = element;
  }
  sortAtoms(atoms);
  return atoms;
}

function fastStringMap(json: Json, intern: Intern): ReadonlyMap<Atom, Atom> | undefined {
  if (!isJsonArray(json) || json[0] !== 'map') return undefined;
  const pairs = json[1];
  if (!isJsonArray(pairs)) return undefined;
  if (pairs.length === 0) return EMPTY_MAP;
  const entries: [Atom, Atom][] = new Array(pairs.length);
  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[i];
    if (!isJsonArray(pair)) return undefined;
    const [key, value] = pair;
    if (typeof key !== 'string' || typeof value !== 'string') return undefined;
    entries[i] = [key, intern(value)];
  }
  return sortedMap(entries);
}
