/**
 * Compiled decoders of rows: the hot path from an update's JSON to typed rows. For each table and choice of columns one
 * constructor is generated that tests the expected wire form inline and makes objects of one hidden class. Anything else
 * than the expected form goes through `valueFromJson`, which accepts or rejects it. Constraints (ranges, enums) are not
 * checked: the server did. Comes after the session of #ovsdb/jsonrpc, before the replica of #ovsdb/client.
 */
import type { Uuid } from '#base';
import {
  type Atom,
  applyDifference,
  type ColumnSchema,
  type ColumnType,
  defaultValue,
  equalValues,
  isJsonArray,
  type Json,
  type JsonArray,
  type JsonObject,
  type Shape,
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

/** Makes a row from JSON; from `before` for columns that JSON leaves out, when given. */
type MakeRow = new (id: Uuid, json: JsonObject, before?: AnyRow) => Record<string, Value> & { readonly _uuid: Uuid };
type Decode = (json: Json) => Value;

/** `columns` are those that the server sends; the others always hold their default. */
export function compileDecoder(
  table: AnyTable,
  columns: readonly string[] = table.columns,
  intern: Intern = createInterner(),
): RowDecoder {
  const sent = columns.map((name) => table.schema.columns.get(name)).filter((column) => column !== undefined);
  const decoders = new Map(sent.map((column) => [column.name, decoderOf(column.type, intern)]));
  const Row = compile(table, new Set(columns), decoders, intern);
  return {
    row: (id, json) => new Row(id, json),
    changed(before, json) {
      const row = new Row(before._uuid, NOTHING, before);
      for (const { name, type } of sent) {
        const change = json[name];
        if (change === undefined) continue;
        row[name] = applyDifference(type, before[name], valueFromJson(unlimited(type), change));
      }
      return row;
    },
    replaced(before, json) {
      const row = new Row(before._uuid, json);
      let isSame = true;
      for (const { name } of sent) {
        if (equalValues(before[name], row[name])) row[name] = before[name];
        else isSame = false;
      }
      return isSame ? before : row;
    },
  };
}

const NOTHING: JsonObject = {};

/** The difference of two sets can have more elements than either may. */
function unlimited(type: ColumnType): ColumnType {
  return type.max === 1 ? type : { ...type, min: 0, max: 'unlimited' };
}

function compile(
  table: AnyTable,
  sent: ReadonlySet<string>,
  decoders: ReadonlyMap<string, Decode>,
  intern: Intern,
): MakeRow {
  const columns = [...table.schema.columns.values()];
  const defaults = columns.map(({ type }) => defaultValue(type));
  const slow = columns.map(({ name }) => decoders.get(name));
  const body = columns.map((column, i) => assignment(column, i, sent.has(column.name)));
  const source = [
    '"use strict";',
    columns.map((_, i) => `const d${i} = defaults[${i}], s${i} = slow[${i}];`).join('\n'),
    'function Row(id, json, before) {',
    '  let v;',
    '  this._uuid = id;',
    ...body,
    '}',
    // Rows are plain objects to everything that looks at them.
    'Row.prototype = Object.prototype;',
    'return Row;',
  ].join('\n');
  // Column names are RFC 7047 <id>s, so they can stand in the source as they are.
  return new Function('defaults', 'slow', 'intern', source)(defaults, slow, intern);
}

function assignment({ name, type }: ColumnSchema, i: number, isSent: boolean): string {
  if (!isSent) return `  this.${name} = d${i};`;
  const fast = fastTest(shapeOf(type), type.key.type);
  const decoded = fast === undefined ? `s${i}(v)` : `${fast.test} ? ${fast.value} : s${i}(v)`;
  return `  v = json.${name};
  this.${name} = v === undefined ? (before === undefined ? d${i} : before.${name}) : ${decoded};`;
}

/** JavaScript that recognises the usual wire form in `v`, and what then is the value. */
function fastTest(shape: Shape, type: string): { readonly test: string; readonly value: string } | undefined {
  if (shape !== 'one' && shape !== 'optional') return undefined;
  switch (type) {
    case 'string':
      return { test: 'typeof v === "string"', value: 'v' };
    case 'integer':
      return { test: 'Number.isSafeInteger(v)', value: 'v' };
    case 'boolean':
      return { test: 'typeof v === "boolean"', value: 'v' };
    case 'uuid':
      return {
        test: 'Array.isArray(v) && v[0] === "uuid" && typeof v[1] === "string" && v[1].length === 36',
        value: 'intern(v[1])',
      };
    default:
      return undefined;
  }
}

/** Decoder of one column for what fastTest does not cover. */
function decoderOf(type: ColumnType, intern: Intern): Decode {
  const shape = shapeOf(type);
  if (shape === 'set') return (json) => fastSet(type, json, intern) ?? valueFromJson(unlimited(type), json);
  if (shape === 'map' && type.key.type === 'string' && type.value?.type === 'string') {
    return (json) => fastStringMap(json, intern) ?? valueFromJson(type, json);
  }
  return (json) => valueFromJson(type, json);
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
